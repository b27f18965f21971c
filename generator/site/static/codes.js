// <okx-codes>: the table of error codes, with a search and a choice of outcome.

import { badge, element } from "./element.js";
import { language, onLanguage } from "./language.js";
import { text } from "./texts.js";

const OUTCOMES = ["refused", "unknown", "success"];
let rows = [];
let paths = {};

/** Take the table: {codes: [{code, http, outcome, endpoints, meaning, meaning_zh, …}], paths: {operation: path}}. */
export function loadCodes(table) {
  rows = table.codes;
  paths = table.paths;
}

/** The table's entry for a code such as "50113" or "51008_1000", in the page's language; null where there is none. */
export function entryOf(code) {
  const row = rows.find((one) => one.code === code?.split("_")[0]);
  return row ? inLanguage(row) : null;
}

/** Scroll to the table and focus it. The viewer fills in what it scrolls past, so the aim is kept until the person moves. */
export function showCodes() {
  const table = document.getElementById("codes");
  if (!table) {
    requestAnimationFrame(showCodes);
    return;
  }
  table.focus({ preventScroll: true });
  const aim = new ResizeObserver(() => table.scrollIntoView());
  aim.observe(document.getElementById("reference"));
  const stop = () => aim.disconnect();
  setTimeout(stop, 5000);
  for (const own of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(own, stop, { once: true });
}

function inLanguage(row) {
  const [meaning, remedy] = language() === "zh" ? [row.meaning_zh, row.remedy_zh] : [row.meaning, row.remedy];
  return { ...row, meaning, remedy };
}

class Codes extends HTMLElement {
  #wanted = { words: "", outcome: "" };

  connectedCallback() {
    this.id = "codes";
    this.tabIndex = -1;
    this.#render();
    this.stop = onLanguage(() => this.#render());
  }

  disconnectedCallback() {
    this.stop();
  }

  #render() {
    const search = element("input", { type: "search", value: this.#wanted.words, autocomplete: "off" });
    search.setAttribute("aria-label", text("search"));
    search.placeholder = text("search");
    search.addEventListener("input", () => this.#narrow({ words: search.value }));
    const all = element("option", { value: "" }, `${text("outcome")}: ${text("all")}`);
    const options = OUTCOMES.map((outcome) => element("option", { value: outcome }, text(outcome)));
    const choice = element("select", {}, all, ...options);
    choice.setAttribute("aria-label", text("outcome"));
    choice.value = this.#wanted.outcome;
    choice.addEventListener("change", () => this.#narrow({ outcome: choice.value }));
    this.count = element("p", { role: "status", className: "count" });
    this.body = element("tbody");
    const heads = ["code", "outcome", "meaning", "endpoints"].map((name) =>
      element("th", { scope: "col" }, text(name)),
    );
    this.replaceChildren(
      element("h2", {}, text("codes")),
      element("p", {}, text("codesIntro")),
      element("div", { className: "filters" }, search, choice),
      this.count,
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), this.body),
    );
    this.#narrow({});
  }

  #narrow(change) {
    Object.assign(this.#wanted, change);
    const words = this.#wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => {
      const all = [row.code, row.meaning, row.meaning_zh, row.remedy, row.remedy_zh].join(" ").toLowerCase();
      const fits = !this.#wanted.outcome || row.outcome === this.#wanted.outcome;
      return fits && words.every((word) => all.includes(word));
    });
    this.body.replaceChildren(...found.map((row) => tableRow(inLanguage(row))));
    this.count.textContent = text("shown", found.length, rows.length);
  }
}

function tableRow(entry) {
  const where = entry.endpoints.map((operation) => element("code", {}, paths[operation]));
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, entry.code, element("small", {}, ` ${text("httpStatus", entry.http.join(", "))}`)),
    element("td", {}, badge(entry.outcome, text(entry.outcome))),
    element("td", {}, element("div", {}, entry.meaning), element("div", { className: "remedy" }, entry.remedy)),
    element("td", {}, ...(where.length ? where : [text("any")])),
  );
}

customElements.define("okx-codes", Codes);
