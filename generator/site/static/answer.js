// <okx-answer>: what the last answer means, inside the viewer's response.

import { entryOf } from "./codes.js";
import { badge, element } from "./element.js";
import { onLanguage } from "./language.js";
import { text } from "./texts.js";

const shown = new Set();
let last = null;

/** Show what an answer means: its HTTP status and its body's text. */
export function showAnswer(status, body) {
  last = { status, ...read(body) };
  for (const panel of shown) panel.render();
}

/** Show why there is no answer: `reason` where nothing was sent, null where it was and the connection broke. */
export function showNoAnswer(reason) {
  last = { reason };
  for (const panel of shown) panel.render();
}

/** "success", "refused" or "unknown", by the rule of the client: codes decide, 5xx and no envelope are unknown. */
export function outcomeOf(status, code, entry) {
  if (code === null || status >= 500) return "unknown";
  return entry?.outcome ?? (status >= 400 ? "refused" : "unknown");
}

/** The code that decides (an item's sCode goes before the envelope's), null where there is no envelope. */
function read(body) {
  try {
    const envelope = JSON.parse(body);
    const item = [envelope.data].flat().find((one) => one?.sCode && one.sCode !== "0");
    const code = item?.sCode ?? envelope.code;
    return { code: code === undefined ? null : String(code), msg: item?.sMsg ?? envelope.msg ?? "" };
  } catch {
    return { code: null, msg: "" };
  }
}

class Answer extends HTMLElement {
  connectedCallback() {
    this.role = "status";
    shown.add(this);
    this.stop = onLanguage(() => this.render());
    this.render();
  }

  disconnectedCallback() {
    shown.delete(this);
    this.stop();
  }

  render() {
    this.hidden = last === null;
    if (last) this.replaceChildren(element("h2", {}, text("answer")), ...("reason" in last ? unsent() : sent()));
  }
}

function unsent() {
  const outcome = last.reason ? "refused" : "unknown";
  return [
    element("p", {}, badge(outcome, text(outcome))),
    element("p", {}, last.reason ?? `${text("noAnswer")} ${text("unknownMeans")}`),
  ];
}

function sent() {
  const entry = entryOf(last.code);
  const outcome = outcomeOf(last.status, last.code, entry);
  const meaning = last.code === null ? text("noEnvelope") : (entry?.meaning ?? text("unlisted"));
  return [
    element("p", {}, badge(outcome, text(outcome)), ` ${last.code ?? ""} · ${text("httpStatus", last.status)}`),
    element("p", {}, `${meaning} ${entry?.remedy ?? ""}`),
    element("p", {}, text(`${outcome}Means`)),
  ];
}

customElements.define("okx-answer", Answer);
