// What an answer says of its call, by the rules of the client (okx_margin_runtime/envelope.py): codes decide.

import { rowOf } from "./facts.js";

const GATEWAY_TIMEOUTS = [408, 499]; // something on the way gave up: that refuses nothing

/** {outcome: "success", "refused" or "unknown", code} of an HTTP status and a body's text; no envelope, no code. */
export function judge(status, body) {
  const envelope = envelopeOf(body);
  if (!envelope) return { outcome: "unknown", code: null };
  const itemCodes = itemsOf(envelope)
    .map((item) => item.sCode)
    .filter((code) => typeof code === "string" && code);
  const failed = itemCodes.filter((code) => code !== "0");
  const { code } = envelope;
  if (code === "0" && !failed.length) return { outcome: "success", code };
  // "1" and "2" only say that an item failed: its own code says how.
  const named = ["0", "1", "2"].includes(code) ? failed : [code, ...failed];
  const deciding = named.length ? named : [code];
  const certain = code !== "0" && !itemCodes.includes("0") && deciding.every((each) => refuses(each, status));
  return { outcome: certain ? "refused" : "unknown", code: deciding.at(-1) };
}

function refuses(code, status) {
  if (status >= 500 || GATEWAY_TIMEOUTS.includes(status)) return false;
  const row = rowOf(code);
  if (row) return row.outcome === "refused";
  return status >= 400 && /^\d+$/.test(code.split("_")[0]);
}

function envelopeOf(body) {
  try {
    const envelope = JSON.parse(body);
    const code = typeof envelope.code === "number" ? String(envelope.code) : envelope.code;
    return typeof code === "string" && !Array.isArray(envelope) ? { ...envelope, code } : null;
  } catch {
    return null;
  }
}

function itemsOf({ data }) {
  return [data].flat().filter((item) => item && typeof item === "object");
}
