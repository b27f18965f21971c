// <okx-codes>: the table of error codes, with a search, a choice of outcome and of endpoint, and a link per code.

import { badge, codeLink, element } from "./element.js";
import { facts, inLanguage, operationCalled } from "./facts.js";
import { onLanguage } from "./language.js";
import { text } from "./texts.js";

const OUTCOMES = ["refused", "unknown", "success"];
const HASH = /^#codes(?:\/(\w+))?$/;

/** What of the table an address's hash asks for: {code}, which is undefined for all of it; null for nothing. */
export function asked(hash) {
  const found = hash.match(HASH);
  return found && { code: found[1] };
}

/** The rows that have all of these words in a code, a meaning or a remedy, in either language. */
export function matching(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return facts.codes.filter((row) => {
    const all = [row.code, row.meaning, row.meaning_zh, row.remedy, row.remedy_zh].join(" ").toLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

/**
 * Scroll to the table, or to one code in it, and focus that. The viewer fills in what it scrolls past, so the
 * aim is kept until the person moves.
 */
export function showCodes({ code } = {}) {
  const table = document.getElementById("codes");
  if (!table) {
    requestAnimationFrame(() => showCodes({ code }));
    return;
  }
  const target = (code && table.rowOf(code)) || table;
  target.focus({ preventScroll: true });
  const aim = new ResizeObserver(() => target.scrollIntoView({ block: target === table ? "start" : "center" }));
  aim.observe(document.getElementById("reference"));
  const stop = () => aim.disconnect();
  setTimeout(stop, 5000);
  for (const own of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(own, stop, { once: true });
}

class Codes extends HTMLElement {
  #wanted = { words: "", outcome: "", endpoint: "" };

  connectedCallback() {
    this.id = "codes";
    this.tabIndex = -1;
    this.#render();
    this.stop = onLanguage(() => this.#render());
  }

  disconnectedCallback() {
    this.stop();
  }

  /** The row of a code, every row being shown for it; null where there is none. */
  rowOf(code) {
    this.#wanted = { words: "", outcome: "", endpoint: "" };
    this.#render();
    return this.querySelector(`tr[data-code="${CSS.escape(code)}"]`);
  }

  #render() {
    const search = element("input", { type: "search", value: this.#wanted.words, autocomplete: "off" });
    search.setAttribute("aria-label", text("search"));
    search.placeholder = text("search");
    search.addEventListener("input", () => this.#narrow({ words: search.value }));
    const outcomes = OUTCOMES.map((outcome) => [outcome, text(outcome)]);
    const endpoints = facts.operations.filter(({ moves }) => moves).map(({ id, path }) => [id, path]);
    const choices = [this.#choice("outcome", outcomes), this.#choice("endpoint", endpoints)];
    this.count = element("p", { role: "status", className: "count" });
    this.body = element("tbody");
    const heads = ["code", "outcome", "meaning", "endpoint"].map((name) =>
      element("th", { scope: "col" }, text(name)),
    );
    this.replaceChildren(
      element("h2", {}, text("codes")),
      element("p", {}, text("codesIntro")),
      element("div", { className: "filters" }, search, ...choices),
      this.count,
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), this.body),
    );
    this.#narrow({});
  }

  #choice(name, values) {
    const all = element("option", { value: "" }, `${text(name)}: ${text("all")}`);
    const options = values.map(([value, label]) => element("option", { value }, label));
    const choice = element("select", { name }, all, ...options);
    choice.setAttribute("aria-label", text(name));
    choice.value = this.#wanted[name];
    choice.addEventListener("change", () => this.#narrow({ [name]: choice.value }));
    return choice;
  }

  #narrow(change) {
    Object.assign(this.#wanted, change);
    const { words, outcome, endpoint } = this.#wanted;
    const found = matching(words).filter(
      (row) =>
        (!outcome || row.outcome === outcome) &&
        (!endpoint || !row.endpoints.length || row.endpoints.includes(endpoint)),
    );
    this.body.replaceChildren(...found.map((row) => tableRow(inLanguage(row))));
    this.count.textContent = text("shown", found.length, facts.codes.length);
  }
}

function tableRow(entry) {
  const where = entry.endpoints.map((id) => element("code", {}, operationCalled(id).path));
  const status = element("small", {}, ` ${text("httpStatus", entry.http.join(", "))}`);
  const row = element(
    "tr",
    { tabIndex: -1 },
    element("th", { scope: "row" }, codeLink(entry.code, entry.code), status),
    element("td", {}, badge(entry.outcome)),
    element("td", {}, element("div", {}, entry.meaning), element("div", { className: "remedy" }, entry.remedy)),
    element("td", {}, ...(where.length ? where : [text("any")])),
  );
  row.dataset.code = entry.code;
  return row;
}

customElements.define("okx-codes", Codes);
