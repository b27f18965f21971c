// One way to make an element: never from a string of HTML.

import { text } from "./texts.js";

/** A new `name` element with these properties and children (nodes or texts). */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A coloured word for an outcome: "success", "refused" or "unknown". */
export function badge(outcome) {
  return element("span", { className: `okx-outcome ${outcome}` }, text(outcome));
}

/** A link to a code's row in the table. */
export function codeLink(code, label) {
  return element("a", { href: `#codes/${code}` }, label);
}
