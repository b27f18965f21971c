// The script of calls (interop/script.py says what each must come to), with the generated types.
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "../build/okx_margin.js";
import { type Credentials, okxSigner, signature } from "./signer.js";

type Answer = components["schemas"]["PositionMarginEnvelope"] | components["schemas"]["SignalBotMarginEnvelope"];
interface Seen { name: string; outcome: string; code?: string; amt?: string; leverage?: string }
interface Code { code: string; outcome: string }
interface Vector {
  secret_key: string; unix_milliseconds: number; method: string; request_path: string; body: string;
}

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
const baseUrl = env("OKX_BASE_URL");
const { codes } = JSON.parse(readFileSync(env("OKX_CODES"), "utf8")) as { codes: Code[] };
const outcomes = new Map(codes.map(({ code, outcome }) => [code, outcome]));

const credentials = (prefix: string): Credentials => ({
  apiKey: env(`${prefix}_API_KEY`),
  secretKey: env(`${prefix}_SECRET_KEY`),
  passphrase: env(`${prefix}_PASSPHRASE`),
  demo: true,
});

function client(keys: Credentials) {
  const headers = { "User-Agent": "okx-margin-interop" };
  // The keys' headers must not follow a redirect to another host.
  const okx = createClient<paths>({ baseUrl, headers, redirect: "error" });
  okx.use(okxSigner(keys));
  return okx;
}

const seen: Seen[] = [];

/** What certainly happened: no answer, and no code in it, leave that unknown. */
async function see(name: string, call: Promise<{ data?: Answer; error?: unknown; response: Response }>) {
  try {
    const { data, error, response } = await call;
    const answer = (data ?? error) as { code?: string | number };
    if (answer.code === undefined) return void seen.push({ name, outcome: "unknown" });
    const code = String(answer.code); // it was once seen as an integer
    const refusedByStatus = response.status >= 400 && response.status < 500;
    const outcome = outcomes.get(code) ?? (refusedByStatus ? "refused" : "unknown");
    const { amt, leverage } = (data?.data?.[0] ?? {}) as Partial<components["schemas"]["PositionMargin"]>;
    seen.push({ name, outcome, code, ...(amt !== undefined && { amt }), ...(leverage !== undefined && { leverage }) });
  } catch {
    seen.push({ name, outcome: "unknown" });
  }
}

const positionPath = "/api/v5/account/position/margin-balance";
const botPath = "/api/v5/tradingBot/signal/margin-balance";
const main = client(credentials("OKX"));
const net = client(credentials("OKX_NET"));
const forger = client({ ...credentials("OKX"), secretKey: "not the secret" });

const onShort = (type: "add" | "reduce", amt: string, okx = main) =>
  okx.POST(positionPath, {
    body: { instId: "BTC-USDT-SWAP", posSide: "short", type, amt },
    signal: AbortSignal.timeout(10_000),
  });
const onBot = (body: components["schemas"]["SignalBotMarginRequest"]) =>
  main.POST(botPath, { body, signal: AbortSignal.timeout(10_000) });
const fault = (body: object) =>
  fetch(`${baseUrl}/mock/faults`, { method: "POST", body: JSON.stringify(body) });

await see("add", onShort("add", "25.5"));
await see("reduce", onShort("reduce", "0.5"));
await see("smallest", onShort("add", "0.00000001"));
await see("trailing_zeros", onShort("add", "12.50000000"));
await see("leverage_empty", net.POST(positionPath, {
  body: { instId: "BTC-USDT", posSide: "net", type: "add", amt: "0.001", ccy: "BTC" },
  signal: AbortSignal.timeout(10_000),
}));
await see("bot_add", onBot({ algoId: "123456", type: "add", amt: "10", allowReinvest: true }));
await see("bot_reduce", onBot({ algoId: "123456", type: "reduce", amt: "3.25" }));
await see("bot_percent", onBot({ algoId: "123456", type: "reduce", percent: "5" }));
await see("refused", onShort("reduce", "1000000"));
await see("wrong_secret", onShort("add", "1", forger));
await see("bot_refused", onBot({ algoId: "1", type: "add", amt: "1" }));
const integerCode = '{"code":0,"msg":"","data":[{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"8"}]}';
await fault({ fault: "answer", headers: { "Content-Type": "application/json" }, body: integerCode });
await see("integer_code", onShort("add", "8"));
await fault({ fault: "timed_out" });
await see("timed_out", onShort("add", "1"));
await fault({ fault: "server_error", status: 502 });
await see("server_error", onShort("add", "2"));
await fault({ fault: "disconnect" });
await see("disconnect", onShort("add", "4"));

const { vectors } = JSON.parse(readFileSync(env("OKX_VECTORS"), "utf8")) as { vectors: Vector[] };
const utf8 = new TextEncoder();
const signatures = await Promise.all(vectors.map((vector) => {
  const timestamp = new Date(vector.unix_milliseconds).toISOString();
  return signature(vector.secret_key, timestamp, vector.method, vector.request_path, utf8.encode(vector.body));
}));
console.log(JSON.stringify({ signatures, calls: seen }));
