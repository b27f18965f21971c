// The same as ccxt_calls.py with ccxt in JavaScript.
import ccxt from "ccxt";

async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`;
  }
}

const [baseUrl, apiKey, secret, password] = process.argv.slice(2);
const okx = new ccxt.okx({ apiKey, secret, password, enableRateLimit: false });
okx.setSandboxMode(true);
okx.urls.api.rest = baseUrl;

const position = { instId: "BTC-USDT-SWAP", posSide: "short" };
const raw = (body) => okx.privatePostAccountPositionMarginBalance({ ...position, ...body });
const seen = {
  markets: await outcome(async () => 
    Object.values(await okx.loadMarkets())
      .filter((one) => one.swap)
      .map((one) => one.id)
      .sort(),
  ),
  positions: await outcome(async () =>
    (await okx.fetchPositions()).map((one) => [one.info.instId, one.side, one.collateral]).sort(),
  ),
  balance: await outcome(async () => (await okx.fetchBalance()).USDT.free),
  add: await outcome(async () => (await raw({ type: "add", amt: "1.5" })).data[0].amt),
  "add a number": await outcome(async () => (await raw({ type: "add", amt: 0.0001 })).data[0].amt),
  reduce: await outcome(async () => (await raw({ type: "reduce", amt: "0.5" })).data[0].amt),
  "too much": await outcome(() => raw({ type: "reduce", amt: "1000" })),
  bot: await outcome(
    async () =>
      (await okx.privatePostTradingBotSignalMarginBalance({ algoId: "123456", type: "add", amt: "10" })).data,
  ),
  add_margin: await outcome(
    async () => (await okx.addMargin("BTC/USDT:USDT", 2, { posSide: "short" })).amount,
  ),
  currencies: await outcome(async () => (await okx.privateGetAssetCurrencies()).data),
  bills: await outcome(async () =>
    [...new Set((await okx.privateGetAccountBills({ type: "6" })).data.map((bill) => bill.subType))].sort(),
  ),
};
okx.secret = "wrong";
seen["wrong secret"] = await outcome(() => raw({ type: "add", amt: "1" }));
console.log(JSON.stringify(seen));
