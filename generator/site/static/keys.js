// <okx-keys>: the form for the mock's keys, inside the viewer's request. They live in this module, nowhere else.

import { onLanguage } from "./language.js";
import { element } from "./element.js";
import { text } from "./texts.js";

/** What was typed; read by the sender, never stored. */
export const keys = { apiKey: "", secretKey: "", passphrase: "", demo: true };

const FIELDS = { apiKey: "OKX_API_KEY", secretKey: "OKX_SECRET_KEY", passphrase: "OKX_PASSPHRASE" };

class Keys extends HTMLElement {
  #inputs = {};

  connectedCallback() {
    this.#render();
    this.stop = onLanguage(() => this.#render());
  }

  disconnectedCallback() {
    this.stop();
  }

  #render() {
    const fields = Object.keys(FIELDS).map((name) => this.#field(name));
    const demo = element("input", { type: "checkbox", checked: keys.demo });
    demo.addEventListener("change", () => (keys.demo = demo.checked));
    const use = element("button", { type: "button", onclick: () => this.#useMocks() }, text("useMocks"));
    this.said = element("span", { role: "status" });
    this.replaceChildren(
      element("h2", {}, text("keys")),
      element("p", {}, use, " ", this.said),
      ...fields,
      element("label", { className: "check" }, demo, text("demo")),
      element("p", { className: "note" }, text("keysNote")),
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

  /** The keys that the mock itself names: its first, which is also the one it prints when it starts. */
  async #useMocks() {
    try {
      const response = await fetch("/mock/keys", { cache: "no-store", credentials: "omit" });
      const [first] = (await response.json()).keys;
      for (const name of Object.keys(FIELDS)) this.#fill(name, first[name]);
      this.said.textContent = text("keysUsed", first.label);
    } catch {
      this.said.textContent = text("notServed");
    }
  }

  /** The mock prints `export OKX_API_KEY=…` lines: any of them pasted here go where they belong. */
  #paste(event) {
    const lines = event.clipboardData.getData("text");
    for (const [name, variable] of Object.entries(FIELDS)) {
      const found = lines.match(new RegExp(`\\b${variable}=(\\S+)`));
      if (!found) continue;
      event.preventDefault();
      this.#fill(name, found[1]);
    }
  }

  #fill(name, value) {
    keys[name] = this.#inputs[name].value = value;
  }
}

customElements.define("okx-keys", Keys);
