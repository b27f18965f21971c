// <okx-keys>: the form for the mock's keys, inside the viewer's request. They live in this module, nowhere else.

import { onLanguage } from "./language.js";
import { element } from "./element.js";
import { text } from "./texts.js";

/** What was typed; read by the sender, never stored. */
export const keys = { apiKey: "", secretKey: "", passphrase: "", demo: true };

const FIELDS = { apiKey: "OKX_API_KEY", secretKey: "OKX_SECRET_KEY", passphrase: "OKX_PASSPHRASE" };

/** Say beside the form why there is no answer, and go to the first field that is empty. */
export function showProblem(problem) {
  for (const form of document.querySelectorAll("okx-keys")) form.complain(problem);
}

class Keys extends HTMLElement {
  #inputs = {};

  connectedCallback() {
    this.#render();
    this.stop = onLanguage(() => this.#render());
  }

  disconnectedCallback() {
    this.stop();
  }

  complain(problem) {
    this.problem.textContent = problem;
    const empty = Object.keys(FIELDS).find((name) => !keys[name]);
    if (problem && empty) this.#inputs[empty].focus();
  }

  #render() {
    this.problem = element("p", { role: "alert", className: "problem" });
    const fields = Object.keys(FIELDS).map((name) => this.#field(name));
    const demo = element("input", { type: "checkbox", checked: keys.demo });
    demo.addEventListener("change", () => (keys.demo = demo.checked));
    this.replaceChildren(
      element("h2", {}, text("keys")),
      element("p", {}, text("keysNote")),
      ...fields,
      element("label", { className: "check" }, demo, text("demo")),
      this.problem,
    );
  }

  #field(name) {
    const input = element("input", {
      type: name === "apiKey" ? "text" : "password",
      autocomplete: "off",
      spellcheck: false,
      value: keys[name],
      name: `okx-${name}`,
    });
    input.addEventListener("input", () => (keys[name] = input.value.trim()));
    input.addEventListener("paste", (event) => this.#paste(event));
    this.#inputs[name] = input;
    return element("label", {}, element("span", {}, text(name)), input);
  }

  /** The mock prints `export OKX_API_KEY=…` lines: any of them pasted here go where they belong. */
  #paste(event) {
    const lines = event.clipboardData.getData("text");
    for (const [name, variable] of Object.entries(FIELDS)) {
      const found = lines.match(new RegExp(`\\b${variable}=(\\S+)`));
      if (!found) continue;
      event.preventDefault();
      keys[name] = this.#inputs[name].value = found[1];
    }
  }
}

customElements.define("okx-keys", Keys);
