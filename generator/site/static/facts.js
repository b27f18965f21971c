// What the page knows of the spec beside the viewer's document: the codes and the operations, from facts.json.

import { language } from "./language.js";

/** {codes: [{code, http, outcome, endpoints, meaning, meaning_zh, …}], operations: [{id, method, path, …}]}. */
export const facts = { codes: [], operations: [] };

/** The operation that answers `method` on `path`; undefined where there is none. */
export function operationAt(method, path) {
  return facts.operations.find((one) => one.method === method && one.path === path);
}

/** The operation that is called `id`. */
export function operationCalled(id) {
  return facts.operations.find((one) => one.id === id);
}

/** The table's row for a code such as "50113"; a sub-code such as "51008_1000" is documented under its code. */
export function rowOf(code) {
  const find = (wanted) => facts.codes.find((one) => one.code === wanted);
  return find(code) ?? find(code?.split("_")[0]);
}

/** A row with its meaning and its remedy in the page's language. */
export function inLanguage(row) {
  return language() === "zh" ? { ...row, meaning: row.meaning_zh, remedy: row.remedy_zh } : row;
}
