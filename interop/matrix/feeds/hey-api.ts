import { feed } from "./feed.js";
import type { SignalBotMarginRequest as Bot } from "./client/types.gen.js";
import { zPositionMarginEnvelope } from "./client/zod.gen.js";

const request: Bot = { algoId: "123456", type: "add", percent: "5" };
// @ts-expect-error an amount is text
const wrong: Bot = { algoId: "123456", type: "add", amt: 5 };
void [request, wrong];
feed((answer) => zPositionMarginEnvelope.parse(answer));
