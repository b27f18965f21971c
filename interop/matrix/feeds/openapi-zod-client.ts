import type { z } from "zod";
import { feed } from "./feed.js";
import { schemas } from "./client.js";

type Bot = z.infer<typeof schemas.SignalBotMarginRequest>;

const request: Bot = { algoId: "123456", type: "add", percent: "5" };
// @ts-expect-error an amount is text
const wrong: Bot = { algoId: "123456", type: "add", amt: 5 };
void [request, wrong];
feed((answer) => schemas.PositionMarginEnvelope.parse(answer));
