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

/** Sign `request` with `keys` ({apiKey, secretKey, passphrase, demo}) and send it; throws NotSentError. */
export async function sendSigned(request, keys) {
  const url = new URL(request.url);
  const why = refusal(url, new URL(location.href));
  if (why) throw new NotSentError(why);
  if (!keys.apiKey || !keys.secretKey || !keys.passphrase) throw new NotSentError(text("keysMissing"));
  if (!globalThis.crypto?.subtle) throw new NotSentError(text("noCrypto"));
  const body = new Uint8Array(await request.arrayBuffer());
  const timestamp = new Date().toISOString();
  const path = url.pathname + url.search;
  const headers = new Headers(request.headers);
  headers.set("OK-ACCESS-KEY", keys.apiKey);
  headers.set("OK-ACCESS-SIGN", await signature(keys.secretKey, timestamp, request.method, path, body));
  headers.set("OK-ACCESS-TIMESTAMP", timestamp);
  headers.set("OK-ACCESS-PASSPHRASE", keys.passphrase);
  if (keys.demo) headers.set("x-simulated-trading", "1");
  return fetch(url, {
    method: request.method,
    headers,
    body: body.length ? body : undefined,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
  });
}

function isLoopback(hostname) {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
