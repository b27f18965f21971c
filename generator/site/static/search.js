// Codes among what the viewer's own search box (Ctrl-K) finds: it knows operations, models and headings only.

import { codeLink, element } from "./element.js";
import { inLanguage } from "./facts.js";
import { matching } from "./codes.js";
import { text } from "./texts.js";

const MOST = 6;

/** Show matching codes above the viewer's own results, whatever is typed there. */
export function searchCodesToo() {
  document.addEventListener("input", ({ target }) => {
    const box = target.closest('[role="search"]');
    if (!box || target.closest("okx-codes")) return;
    box.querySelector("okx-found")?.remove();
    const found = target.value.trim() ? matching(target.value).slice(0, MOST) : [];
    if (found.length)
      box.append(element("okx-found", { role: "group", ariaLabel: text("codes") }, ...found.map(entry)));
  });
}

function entry(row) {
  const { code, meaning } = inLanguage(row);
  return codeLink(code, element("span", {}, element("b", {}, code), ` ${meaning}`));
}
