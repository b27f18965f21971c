// Mounts the viewer (Scalar, window.Scalar of scalar.js), hangs our elements into it, and switches languages.

import { showAnswer, showNoAnswer } from "./answer.js";
import { loadCodes, showCodes } from "./codes.js";
import { keys, showProblem } from "./keys.js";
import { choose, language, onLanguage } from "./language.js";
import { NotSentError, sendSigned } from "./signing.js";
import { text } from "./texts.js";

const documents = {};

/** What the viewer calls in place of fetch, for every request a person sends. */
async function send(input, init) {
  showProblem("");
  try {
    const response = await sendSigned(new Request(input, init), keys);
    showAnswer(response.status, await response.clone().text());
    return response;
  } catch (problem) {
    const reason = problem instanceof NotSentError ? problem.message : null;
    showNoAnswer(reason);
    showProblem(reason ?? `${text("noAnswer")} ${text("unknownMeans")}`);
    throw problem;
  }
}

/** Elements of ours in places the viewer offers; it takes an element's name where it expects a component. */
const plugin = () => ({
  name: "okx-margin",
  extensions: [],
  views: { "content.end": [{ component: "okx-codes" }] },
  apiClientPlugins: [
    { components: { request: { component: "okx-keys" }, response: { component: "okx-answer" } } },
  ],
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
document.addEventListener("click", (event) => {
  if (!event.target.closest('a[href="#codes"]')) return;
  event.preventDefault();
  showCodes();
});
// The viewer's editor takes Tab for an indent and would never let a keyboard out again.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.closest?.(".cm-editor")) event.stopPropagation();
  },
  { capture: true },
);
const codesAsked = location.hash === "#codes"; // the viewer takes the hash for its own
labelPage();
try {
  loadCodes(await json("codes.json"));
  const viewer = window.Scalar.createApiReference("#reference", await configuration());
  if (codesAsked) await customElements.whenDefined("okx-codes").then(showCodes);
  onLanguage(async () => {
    labelPage();
    viewer.updateConfiguration(await configuration());
  });
} catch (problem) {
  document.getElementById("reference").textContent = `${text("failed")} (${problem.message})`;
  throw problem;
}
