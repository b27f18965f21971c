// One call at a time: the one under way, or what the last one came to. Whoever shows it listens.

import { operationAt } from "./facts.js";
import { keys } from "./keys.js";
import { judge } from "./outcome.js";
import { NotSentError, sendSigned } from "./signing.js";
import { text } from "./texts.js";

/** Seconds until an answer that has not come is given up. */
export const patience = { seconds: 30 };

const listeners = new Set();
let current = null;

/**
 * null before the first call; else {name, operation, sending, outcome, status, code, reason}.
 * `reason` says why nothing was sent. `status` is missing where no whole answer came.
 */
export function call() {
  return current;
}

/** Call `listener` after each change; the function that comes back ends that. */
export function onCall(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * What the viewer calls in place of fetch, for every request a person sends.
 *
 * The viewer's own signal is left out on purpose: who closes or cancels there would never learn what became of
 * a request that is long at the exchange. A second request is not sent while one is under way.
 */
export async function send(input, init) {
  const request = new Request(input, init);
  if (current?.sending) throw new NotSentError(text("underWay"));
  const { pathname, search } = new URL(request.url);
  const about = {
    name: `${request.method} ${pathname}${search}`,
    operation: operationAt(request.method, pathname),
  };
  tell({ ...about, sending: true });
  try {
    const response = await sendSigned(
      request,
      about.operation?.signed === false ? null : keys,
      patience.seconds,
    );
    const body = await response.clone().text();
    tell({ ...about, status: response.status, ...judge(response.status, body) });
    return response;
  } catch (problem) {
    const reason = problem instanceof NotSentError ? problem.message : undefined;
    tell({ ...about, outcome: reason ? "refused" : "unknown", reason });
    throw reason ? problem : new Error(`${text("noAnswer")} ${text("unknownMeans")}`, { cause: problem });
  }
}

function tell(news) {
  current = news;
  document.body.toggleAttribute("data-sending", Boolean(news.sending));
  for (const listener of listeners) listener();
}

addEventListener("beforeunload", (event) => {
  if (current?.sending) event.preventDefault();
});
