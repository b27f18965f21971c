// Which language the page speaks: ?lang= in the address first, then what was chosen last, then the browser's.

const REMEMBERED = "okx-margin-language";
const KNOWN = ["en", "zh"];
const listeners = new Set();
let current = initial();

/** "en" or "zh". */
export function language() {
  return current;
}

/** Speak `chosen` from now on, remember it, and put it into the address so that a copied link keeps it. */
export function choose(chosen) {
  current = chosen;
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // A browser that stores nothing still switches; it only forgets.
  }
  const address = new URL(location.href);
  address.searchParams.set("lang", chosen);
  history.replaceState(history.state, "", address);
  for (const listener of listeners) listener();
}

/** Call `listener` after each change; the function that comes back ends that. */
export function onLanguage(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function initial() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (KNOWN.includes(asked)) return asked;
  const before = remembered();
  if (KNOWN.includes(before)) return before;
  const spoken = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return spoken.find((tag) => KNOWN.includes(tag)) ?? "en";
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}
