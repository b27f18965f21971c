// Signs the requests of an openapi-fetch client. Only Web standards: Node, Deno, Bun and browsers have them.
import type { Middleware } from "openapi-fetch";

export interface Credentials {
  apiKey: string;
  secretKey: string;
  passphrase: string;
  demo: boolean;
}

const utf8 = new TextEncoder();

/** Base64 of HMAC-SHA256 over timestamp + METHOD + path with query + the body's bytes. */
export async function signature(
  secretKey: string, timestamp: string, method: string, path: string, body: Uint8Array,
): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8.encode(secretKey), algorithm, false, ["sign"]);
  const prehash = new Uint8Array([...utf8.encode(timestamp + method + path), ...body]);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, prehash))));
}

export const okxSigner = ({ apiKey, secretKey, passphrase, demo }: Credentials): Middleware => ({
  async onRequest({ request }) {
    const { pathname, search } = new URL(request.url);
    const timestamp = new Date().toISOString(); // always three digits of milliseconds
    const body = new Uint8Array(await request.clone().arrayBuffer());
    const sign = await signature(secretKey, timestamp, request.method, pathname + search, body);
    request.headers.set("OK-ACCESS-KEY", apiKey);
    request.headers.set("OK-ACCESS-SIGN", sign);
    request.headers.set("OK-ACCESS-TIMESTAMP", timestamp);
    request.headers.set("OK-ACCESS-PASSPHRASE", passphrase);
    if (demo) request.headers.set("x-simulated-trading", "1");
    return request;
  },
});
