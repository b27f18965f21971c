// What users of okx-api (Node.js) do, on an OKX whose only difference is its host.
import { RestClient } from "okx-api";

async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return `${error.code}: ${error.msg ?? error.message ?? error}`;
  }
}

const [baseUrl, apiKey, apiSecret, apiPass] = process.argv.slice(2);
const client = (secret) =>
  new RestClient({ apiKey, apiSecret: secret, apiPass, demoTrading: true, baseUrl });
const okx = client(apiSecret);
const position = { instId: "BTC-USDT-SWAP", posSide: "short" };
const seen = {
  markets: await outcome(async () =>
    (await okx.getInstruments({ instType: "SWAP" })).map((one) => one.instId).sort(),
  ),
  positions: await outcome(async () =>
    (await okx.getPositions()).map((one) => [one.instId, one.posSide, Number(one.margin)]).sort(),
  ),
  balance: await outcome(
    async () => Number((await okx.getBalance())[0].details.find((one) => one.ccy === "USDT").availBal),
  ),
  add: await outcome(
    async () => (await okx.changePositionMargin({ ...position, type: "add", amt: "1.5" }))[0].amt,
  ),
  reduce: await outcome(
    async () => (await okx.changePositionMargin({ ...position, type: "reduce", amt: "0.5" }))[0].amt,
  ),
  "too much": await outcome(() => okx.changePositionMargin({ ...position, type: "reduce", amt: "1000" })),
  bot: await outcome(() =>
    okx.postPrivate("/api/v5/tradingBot/signal/margin-balance", { algoId: "123456", type: "add", amt: "10" }),
  ),
  bills: await outcome(async () => 
    [...new Set((await okx.getBills({ type: "6" })).map((bill) => bill.subType))].sort(),
  ),
  "wrong secret": await outcome(() =>
    client("wrong").changePositionMargin({ ...position, type: "add", amt: "1" }),
  ),
};
console.log(JSON.stringify(seen));
