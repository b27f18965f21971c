// <okx-answer>: the call under way, or what the last answer means; it comes into view when it changes.

import { call, onCall } from "./call.js";
import { badge, codeLink, element } from "./element.js";
import { inLanguage, rowOf } from "./facts.js";
import { onLanguage } from "./language.js";
import { text } from "./texts.js";

class Answer extends HTMLElement {
  connectedCallback() {
    this.role = "status";
    const stops = [onLanguage(() => this.#render()), onCall(() => this.#render() ?? this.scrollIntoView())];
    this.stop = () => stops.forEach((stop) => stop());
    this.#render();
  }

  disconnectedCallback() {
    this.stop();
  }

  #render() {
    const shown = call();
    this.hidden = !shown;
    if (!shown) return;
    this.className = shown.sending ? "sending" : shown.outcome;
    const said = shown.sending ? sending() : [element("h2", {}, badge(shown.outcome), ` ${came(shown)}`), ...meaning(shown)];
    this.replaceChildren(element("p", {}, element("code", {}, shown.name)), ...said);
  }
}

/** The status and the code of an answer, in a few words. */
export function came({ reason, status, code }) {
  if (reason) return "";
  return status === undefined ? text("noAnswer") : `${text("httpStatus", status)}${code === null ? "" : ` · ${code}`}`;
}

/** Paragraphs on what an outcome means and what to do about it. */
export function meaning({ outcome, operation, reason, status, code }) {
  if (reason) return [element("p", {}, reason)];
  const row = rowOf(code);
  const entry = row && inLanguage(row);
  const said = code === null ? text("noEnvelope") : entry ? `${entry.meaning} ${entry.remedy}` : text("unlisted");
  const rule = outcome === "unknown" && operation?.moves === false ? text("unknownRead") : text(`${outcome}Means`);
  return [
    ...(outcome === "success" || status === undefined ? [] : [element("p", {}, said)]),
    element("p", {}, rule, ...(row ? [" ", codeLink(row.code, text("inTable"))] : [])),
  ];
}

function sending() {
  return [element("h2", {}, text("sending")), element("p", {}, text("sendingMeans"))];
}

customElements.define("okx-answer", Answer);
