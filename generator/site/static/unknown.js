// The question that stops a second tap: a dialog over everything where margin may have moved and nobody knows.

import { came, meaning } from "./answer.js";
import { call, onCall } from "./call.js";
import { badge, element } from "./element.js";
import { operationCalled } from "./facts.js";
import { text } from "./texts.js";

/** Show the dialog from now on whenever a call that moves margin has an unknown outcome. */
export function warnOfUnknown() {
  onCall(() => {
    const { operation, outcome } = call();
    if (outcome === "unknown" && operation?.moves !== false) warn(call());
  });
}

function warn(unknown) {
  const looks = unknown.operation?.look_at ?? [];
  const dialog = element(
    "dialog",
    { id: "unknown", role: "alertdialog", onclose: () => dialog.remove() },
    element("h2", { id: "unknown-title" }, badge("unknown"), ` ${text("unknownTitle")}`),
    element("p", {}, element("code", {}, unknown.name), ` ${came(unknown)}`),
    ...meaning(unknown),
    ...(looks.length ? [element("p", {}, text("lookAt")), element("ul", {}, ...looks.map(linkTo))] : []),
    element("button", { type: "button", autofocus: true, onclick: () => dialog.close() }, text("understood")),
  );
  dialog.setAttribute("aria-labelledby", "unknown-title");
  dialog.addEventListener("keydown", (event) => event.stopPropagation()); // Escape closes the dialog alone
  document.body.append(dialog);
  dialog.showModal();
}

function linkTo(id) {
  const { method, path, tag } = operationCalled(id);
  return element(
    "li",
    {},
    element("a", { href: `#tag/${tag}/${id}` }, element("code", {}, `${method} ${path}`)),
  );
}
