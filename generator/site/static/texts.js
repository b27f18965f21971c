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
    unknownRead: "Whether it was processed is not known. It only reads, so it can be sent again.",
    unknownTitle: "Margin may have moved",
    lookAt: "Look here before you send it again:",
    understood: "I will look before sending again",
    inTable: "In the table of codes",
    sending: "Sending…",
    sendingMeans: "Wait for the answer: nothing else is sent until it is here, or given up.",
    underWay: "Not sent: another call is still under way. Wait for its answer.",
    code: "Code",
    meaning: "Meaning and remedy",
    endpoint: "Endpoint",
    shown: (some, all) => `${some} of ${all} codes`,
    keys: "Keys of the local mock",
    keysNote:
      "The mock also prints its keys when it starts; pasting those lines into any field fills all three. " +
      "Keys stay in this page, are stored nowhere and are gone when it closes. Do not type a live key.",
    useMocks: "Use the mock's keys",
    keysUsed: (label) => `Filled in: key “${label}”.`,
    apiKey: "API key",
    secretKey: "Secret key",
    passphrase: "Passphrase",
    demo: "Demo trading (x-simulated-trading: 1)",
    keysMissing: "Nothing was sent: there are no keys yet. “Use the mock's keys” fills them in.",
    liveHost: (host) =>
      `Nothing was sent: this page calls only the local mock that serves it, never ${host}. ` +
      "For OKX itself use one of the code samples.",
    notServed:
      "Nothing was sent: this page was not served by a local mock. Start one with “python -m okx_margin_mock” " +
      "and open the address it prints.",
    noCrypto: "Nothing was sent: this browser signs only on localhost or over https.",
    unlisted: "A code that is not in the table.",
    noEnvelope: "Not an envelope of the exchange.",
    noAnswer: "No whole answer came.",
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
    unknownRead: "无法确定是否已执行；该接口只读取数据，可以重发。",
    unknownTitle: "保证金可能已经变动",
    lookAt: "重发之前，请先查询：",
    understood: "知道了，先查询再决定是否重发",
    inTable: "查看错误码表",
    sending: "发送中…",
    sendingMeans: "请等待返回结果；在收到结果或超时之前不会再发送任何请求。",
    underWay: "未发送：上一个请求尚未结束，请等待其结果。",
    code: "错误码",
    meaning: "含义与处理办法",
    endpoint: "接口",
    shown: (some, all) => `显示 ${some} / ${all} 个错误码`,
    keys: "本地模拟交易所的 key",
    keysNote:
      "模拟交易所启动时也会打印这些 key；把打印的几行粘贴到任一输入框，三项会一次填好。" +
      "key 只留在本页面，不会存储，关闭页面即消失。请勿填写实盘 key。",
    useMocks: "填入模拟交易所的 key",
    keysUsed: (label) => `已填入 key “${label}”。`,
    apiKey: "API key",
    secretKey: "Secret key",
    passphrase: "Passphrase",
    demo: "模拟盘 (x-simulated-trading: 1)",
    keysMissing: "未发送：尚未填写 key，可点击“填入模拟交易所的 key”一次填好。",
    liveHost: (host) => `未发送：本页面只调用提供它的本地模拟交易所，不会发往 ${host}。调用 OKX 请使用代码示例。`,
    notServed: "未发送：本页面不是由本地模拟交易所提供的。请运行 “python -m okx_margin_mock” 并打开它打印的地址。",
    noCrypto: "未发送：浏览器只能在 localhost 或 https 页面上签名。",
    unlisted: "表中没有的错误码。",
    noEnvelope: "不是交易所的标准返回结构。",
    noAnswer: "没有收到完整的返回结果。",
    httpStatus: (status) => `HTTP ${status}`,
    failed: "文档加载失败；本页面须通过 http 打开，例如由模拟交易所提供。",
  },
};

/** The text called `name` in the page's language; `values` fill one that takes them. */
export function text(name, ...values) {
  const found = TEXTS[language()][name];
  return typeof found === "function" ? found(...values) : found;
}
