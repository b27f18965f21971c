// <okx-answer>: the call under way, or what the last answer means; it comes into view when it changes.

import { call, onCall } from "./call.js";
import { badge, codeLink, element } from "./element.js";
import { inLanguage, rowOf } from "./facts.js";
import { onLanguage } from "./language.js";
import { text } from "./texts.js";

class Answer extends HTMLElement {
  connectedCallback() {
    this.role = "status";
    const stops = [onLanguage(() => this.#render()), onCall(() => this.#show())];
    this.stop = () => stops.forEach((stop) => stop());
    this.#render();
  }

  disconnectedCallback() {
    this.stop();
  }

  #show() {
    this.#render();
    this.scrollIntoView();
  }

  #render() {
    const shown = call();
    this.hidden = !shown;
    if (!shown) return;
    this.className = shown.sending ? "sending" : shown.outcome;
    const name = element("p", {}, element("code", {}, shown.name));
    this.replaceChildren(name, ...(shown.sending ? sending() : answered(shown)));
  }
}

function sending() {
  return [element("h2", {}, text("sending")), element("p", {}, text("sendingMeans"))];
}

function answered(shown) {
  return [element("h2", {}, badge(shown.outcome), ` ${came(shown)}`), ...meaning(shown)];
}

/** The status and the code of an answer, in a few words. */
export function came({ reason, status, code }) {
  if (reason) return "";
  return status === undefined
    ? text("noAnswer")
    : `${text("httpStatus", status)}${code === null ? "" : ` · ${code}`}`;
}

/** Paragraphs on what an outcome means and what to do about it. */
export function meaning({ outcome, operation, reason, status, code }) {
  if (reason) return [element("p", {}, reason)];
  const row = rowOf(code);
  const entry = row && inLanguage(row);
  const unlisted = text(code === null ? "noEnvelope" : "unlisted");
  const said = entry ? [entry.meaning, element("br"), entry.remedy] : [unlisted];
  const harmless = outcome === "unknown" && operation?.moves === false;
  const rule = text(harmless ? "unknownRead" : `${outcome}Means`);
  return [
    ...(outcome === "success" || status === undefined ? [] : [element("p", {}, ...said)]),
    element("p", {}, rule, ...(row ? [" ", codeLink(row.code, text("inTable"))] : [])),
  ];
}

customElements.define("okx-answer", Answer);
