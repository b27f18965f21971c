// What the page itself says, in both languages. What the exchange does stands in the spec, not here.

import { language } from "./language.js";

export const TEXTS = {
  en: {
    skip: "Skip to the reference",
    language: "Language",
    codes: "Error codes",
    codesIntro: "What each code means, whether anything may have been processed, and what to do.",
    search: "Search codes and meanings",
    outcome: "Outcome",
    all: "All",
    any: "Any endpoint",
    success: "done",
    refused: "refused",
    unknown: "unknown",
    successMeans: "The exchange did it.",
    refusedMeans: "Certainly not processed.",
    unknownMeans: "It may have been processed: read the position or the bot before sending again.",
    code: "Code",
    meaning: "Meaning and remedy",
    endpoints: "Endpoint",
    shown: (some, all) => `${some} of ${all} codes`,
    keys: "Keys of the local mock",
    keysNote:
      "Demo keys of the mock, as it prints them when it starts; pasting its lines into any field fills all three. " +
      "They stay in this page, are stored nowhere and are gone when it closes. Do not type a live key.",
    apiKey: "API key",
    secretKey: "Secret key",
    passphrase: "Passphrase",
    demo: "Demo trading (x-simulated-trading: 1)",
    keysMissing: "Nothing was sent: fill in the three keys under “Keys of the local mock” first.",
    liveHost: (host) =>
      `Nothing was sent: this page calls only the local mock that serves it, never ${host}. ` +
      "For OKX itself use one of the code samples.",
    notServed:
      "Nothing was sent: this page was not served by a local mock. Start one with “python -m okx_margin_mock” " +
      "and open the address it prints.",
    noCrypto: "Nothing was sent: this browser signs only on localhost or over https.",
    answer: "What this answer means",
    unlisted: "A code that is not in the table.",
    noEnvelope: "Not an envelope of the exchange.",
    noAnswer: "No answer came.",
    httpStatus: (status) => `HTTP ${status}`,
    failed: "The reference could not be loaded; it has to be served over http, for example by the mock.",
  },
  zh: {
    skip: "跳到接口文档",
    language: "语言",
    codes: "错误码",
    codesIntro: "各错误码的含义、请求是否可能已执行，以及处理办法。",
    search: "搜索错误码或含义",
    outcome: "结果",
    all: "全部",
    any: "所有接口",
    success: "已执行",
    refused: "未执行",
    unknown: "未知",
    successMeans: "交易所已执行。",
    refusedMeans: "确定未执行。",
    unknownMeans: "可能已执行：重发之前先查询仓位或策略。",
    code: "错误码",
    meaning: "含义与处理办法",
    endpoints: "接口",
    shown: (some, all) => `显示 ${some} / ${all} 个错误码`,
    keys: "本地模拟交易所的 key",
    keysNote:
      "请填写模拟交易所启动时打印的演示 key；把它打印的几行粘贴到任一输入框，三项会一次填好。" +
      "key 只留在本页面，不会存储，关闭页面即消失。请勿填写实盘 key。",
    apiKey: "API key",
    secretKey: "Secret key",
    passphrase: "Passphrase",
    demo: "模拟盘 (x-simulated-trading: 1)",
    keysMissing: "未发送：请先在“本地模拟交易所的 key”中填写三项。",
    liveHost: (host) => `未发送：本页面只调用提供它的本地模拟交易所，不会发往 ${host}。调用 OKX 请使用代码示例。`,
    notServed: "未发送：本页面不是由本地模拟交易所提供的。请运行 “python -m okx_margin_mock” 并打开它打印的地址。",
    noCrypto: "未发送：浏览器只能在 localhost 或 https 页面上签名。",
    answer: "返回结果的含义",
    unlisted: "表中没有的错误码。",
    noEnvelope: "不是交易所的标准返回结构。",
    noAnswer: "没有收到返回结果。",
    httpStatus: (status) => `HTTP ${status}`,
    failed: "文档加载失败；本页面须通过 http 打开，例如由模拟交易所提供。",
  },
};

/** The text called `name` in the page's language; `values` fill one that takes them. */
export function text(name, ...values) {
  const found = TEXTS[language()][name];
  return typeof found === "function" ? found(...values) : found;
}
