// Signs a request with WebCrypto and sends it, to the mock that serves this page and to nothing else.

import { text } from "./texts.js";

/** A request that was not sent; its message says why, in the page's language. */
export class NotSentError extends Error {}

/**
 * Base64 of HMAC-SHA256 over timestamp + METHOD + path with query + body.
 * `body` is a Uint8Array of the very bytes that are sent.
 */
export async function signature(secretKey, timestamp, method, path, body) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secretKey), algorithm, false, ["sign"]);
  const head = encoder.encode(timestamp + method + path);
  const prehash = new Uint8Array(head.length + body.length);
  prehash.set(head);
  prehash.set(body, head.length);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, prehash));
  return btoa(String.fromCharCode(...digest));
}

/** Why a request to `url` is refused on a page served from `page` (both URL objects); "" where it is not. */
export function refusal(url, page) {
  if (!isLoopback(page.hostname)) return text("notServed");
  return url.origin === page.origin ? "" : text("liveHost", url.host);
}

/**
 * Sign `request` with `keys` ({apiKey, secretKey, passphrase, demo}; null: not at all) and send it, once.
 *
 * Throws NotSentError. Whatever else it throws, or reading the answer's body does, leaves the outcome unknown;
 * that ends after `seconds`.
 *
 * A browser sends a POST again by itself when a connection drops that it had kept. So the mock closes each of a
 * browser's connections after one answer, and without credentials ours are apart from those that the browser
 * opens in advance: every request here goes over a new connection.
 */
export async function sendSigned(request, keys, seconds) {
  const url = new URL(request.url);
  const why = refusal(url, new URL(location.href));
  if (why) throw new NotSentError(why);
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = new Headers(request.headers);
  for (const [name, value] of keys ? await signed(request.method, url, body, keys) : [])
    headers.set(name, value);
  return fetch(url, {
    method: request.method,
    headers,
    body: body.length ? body : undefined,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(seconds * 1000),
  });
}

async function signed(method, url, body, { apiKey, secretKey, passphrase, demo }) {
  if (!apiKey || !secretKey || !passphrase) throw new NotSentError(text("keysMissing"));
  if (!globalThis.crypto?.subtle) throw new NotSentError(text("noCrypto"));
  const timestamp = new Date().toISOString();
  return [
    ["OK-ACCESS-KEY", apiKey],
    ["OK-ACCESS-SIGN", await signature(secretKey, timestamp, method, url.pathname + url.search, body)],
    ["OK-ACCESS-TIMESTAMP", timestamp],
    ["OK-ACCESS-PASSPHRASE", passphrase],
    ...(demo ? [["x-simulated-trading", "1"]] : []),
  ];
}

function isLoopback(hostname) {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
