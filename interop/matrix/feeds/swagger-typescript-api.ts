import { feed } from "./feed.js";
import type { PositionMarginEnvelope, SignalBotMarginRequest as Bot } from "./client/api.js";

const request: Bot = { algoId: "123456", type: "add", percent: "5" };
// @ts-expect-error an amount is text
const wrong: Bot = { algoId: "123456", type: "add", amt: 5 };
void [request, wrong];
feed((answer: PositionMarginEnvelope) => answer); // types only: nothing is checked at run time
