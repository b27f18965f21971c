// Mounts the viewer (Scalar, window.Scalar of scalar.js), hangs our elements into it, and switches languages.

import "./answer.js";
import { call, onCall, send } from "./call.js";
import { asked, showCodes } from "./codes.js";
import { element } from "./element.js";
import { facts } from "./facts.js";
import { keys } from "./keys.js";
import { choose, language, onLanguage } from "./language.js";
import { searchCodesToo } from "./search.js";
import { text } from "./texts.js";
import { warnOfUnknown } from "./unknown.js";

const documents = {};

/** The answer and the keys, first of all that the viewer's form for a request holds. */
class Call extends HTMLElement {
  connectedCallback() {
    if (this.previousElementSibling) this.parentElement.prepend(this);
    else this.replaceChildren(element("okx-answer"), element("okx-keys"));
  }
}

customElements.define("okx-call", Call);

/** Elements of ours in places the viewer offers; it takes an element's name where it expects a component. */
const plugin = () => ({
  name: "okx-margin",
  extensions: [],
  views: { "content.end": [{ component: "okx-codes" }] },
  apiClientPlugins: [{ components: { request: { component: "okx-call" } } }],
});

async function configuration() {
  const spoken = language();
  documents[spoken] ??= await json(`openapi.${spoken}.json`);
  const mock = { url: location.origin, description: documents[spoken]["x-mock"] };
  return {
    content: documents[spoken],
    servers: [mock, ...documents[spoken].servers],
    localization: { locale: spoken === "zh" ? "zh-CN" : "en" },
    customFetch: send,
    plugins: [plugin],
    generateTagSlug: ({ name }) => name,
    generateOperationSlug: ({ operationId }) => operationId,
    hiddenClients: true, // the samples are ours; the viewer's own would lack the signature
    defaultOpenAllTags: true,
    orderSchemaPropertiesBy: "preserve",
    orderRequiredPropertiesFirst: false,
    documentDownloadType: "none",
    hideClientButton: true,
    showDeveloperTools: "never",
    persistAuth: false,
    telemetry: false,
    withDefaultFonts: false,
    agent: { disabled: true },
    mcp: { disabled: true },
  };
}

async function json(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response.json();
}

function labelPage() {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.ariaLabel = text(node.dataset.label);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.ariaPressed = String(button.dataset.language === language());
  }
}

document.querySelector(".languages").addEventListener("click", (event) => {
  if (event.target.dataset.language) choose(event.target.dataset.language);
});
// Who follows one of our links leaves whatever lies over the page. In the capture phase, before the viewer.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest('a[href^="#codes"], #unknown a');
    if (!link) return;
    event.preventDefault();
    leaveOverlays(() => {
      const codes = asked(link.hash);
      if (codes) {
        history.replaceState(history.state, "", link.hash);
        showCodes(codes);
      } else location.hash = link.hash; // the viewer goes there
    });
  },
  { capture: true },
);

/** Close our dialog, the viewer's client and its search; then, when they are gone, do something. */
function leaveOverlays(then) {
  document.getElementById("unknown")?.close();
  document.querySelector(".scalar-client--open .app-exit-button")?.click();
  const search = document.querySelector('[role="search"]');
  search?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  const open = () => search?.isConnected || document.querySelector(".scalar-client--open");
  const wait = () => (open() ? requestAnimationFrame(wait) : setTimeout(then));
  wait();
}
// The viewer's editor takes Tab for an indent and would never let a keyboard out again.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.closest?.(".cm-editor")) event.stopPropagation();
  },
  { capture: true },
);
onCall(() => {
  if (call().reason && !keys.apiKey) document.querySelector("okx-keys button")?.focus({ preventScroll: true });
});
addEventListener("hashchange", () => asked(location.hash) && showCodes(asked(location.hash)));
const codesAsked = asked(location.hash); // the viewer takes the hash for its own
labelPage();
searchCodesToo();
warnOfUnknown();
try {
  Object.assign(facts, await json("facts.json"));
  const viewer = window.Scalar.createApiReference("#reference", await configuration());
  if (codesAsked) showCodes(codesAsked);
  onLanguage(async () => {
    labelPage();
    viewer.updateConfiguration(await configuration());
  });
} catch (problem) {
  document.getElementById("reference").textContent = `${text("failed")} (${problem.message})`;
  throw problem;
}
