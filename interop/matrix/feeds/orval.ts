import { feed } from "./feed.js";
import type { SignalBotMarginRequest as Bot } from "./client/fetch.js";
import { AccountAdjustMarginResponse } from "./client/zod.js";

const request: Bot = { algoId: "123456", type: "add", percent: "5" };
// @ts-expect-error an amount is text
const wrong: Bot = { algoId: "123456", type: "add", amt: 5 };
void [request, wrong];
feed((answer) => AccountAdjustMarginResponse.parse(answer));
