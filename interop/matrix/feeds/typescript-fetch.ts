import { feed } from "./feed.js";
import { PositionMarginEnvelopeFromJSON, type SignalBotMarginRequest as Bot } from "./client/index.js";

const request: Bot = { algoId: "123456", type: "add", percent: "5" };
// @ts-expect-error an amount is text
const wrong: Bot = { algoId: "123456", type: "add", amt: 5 };
void [request, wrong];
feed(PositionMarginEnvelopeFromJSON);
