"""Why an adjustment was found applied, not applied or undecided, in words: English and Chinese."""

from __future__ import annotations

from typing import Final, NamedTuple

from .errors import OkxMarginError


class Reason(NamedTuple):
    """A sentence or two; where it is undecided, the last one says what to look at."""

    en: str
    zh: str

    def after(self, failure: OkxMarginError) -> Reason:
        """The same, with what went wrong at last."""
        code = f"{failure.code}: " if failure.code else ""
        return Reason(
            f"{self.en} (At last: {code}{failure.meaning or failure.text})",
            f"{self.zh}（最近一次：{code}{failure.meaning_zh or failure.text}）",
        )


DONE: Final = Reason(
    "The exchange answered that it was done.",
    "交易所已返回成功。",
)
REFUSED: Final = Reason(
    "The exchange refused it, or no byte of it left.",
    "交易所已拒绝，或请求根本没有发出。",
)
RECORD_FOUND: Final = Reason(
    "A record of exactly this movement stands in the time in which it can have been processed, no other "
    "call of ours explains it, and nobody else moves the same amounts (sole_actor).",
    "在可能执行的时间段内有一条金额完全相同的账单，不属于我们的其他请求，且已声明没有其他人调整"
    "相同金额（sole_actor）。",
)
CHAIN_WHOLE: Final = Reason(
    "It can be processed no more, no record is it, and the records' balances lead without a gap from "
    "before it was sent to the margin that stands now.",
    "该请求已不可能再被执行；没有对应的账单，且账单余额从发送之前一直连续衔接到当前保证金，中间没有缺口。",
)
FIGURE_MOVED: Final = Reason(
    "The figure has moved by this adjustment since it was read before the call, and nobody else moves it "
    "(sole_actor).",
    "与发送前读取的数值相比，变动正好等于本次调整，且已声明没有其他人调整（sole_actor）。",
)
FIGURE_STAYED: Final = Reason(
    "The figure stands as if this adjustment had not been made since it was read before the call, it can "
    "be processed no more, and nobody else moves it (sole_actor).",
    "与发送前读取的数值相比没有本次调整的变动；该请求已不可能再被执行，且已声明没有其他人调整（"
    "sole_actor）。",
)
NOT_DUE: Final = Reason(
    "It can still be processed, or its record may not be written yet. Look again once it has expired.",
    "该请求仍可能被执行，或账单尚未生成。请在请求过期后再查。",
)
SAME_BY_US: Final = Reason(
    "Several of our own calls fit the same records, and the outcome of more than one is open. Count the "
    "bills of this amount against the calls of that time.",
    "我们有多笔请求与同样的账单相符，且结果未定的不止一笔。请按时间核对该金额的账单与请求的笔数。",
)
SAME_BY_OTHERS: Final = Reason(
    "There is a record that may be it, and somebody else may have moved the same amount: a record does "
    "not say who. Look at that record; where nobody else moves margin here, say so with sole_actor=True.",
    "有一条可能相符的账单，但也可能是其他人调整了相同金额：账单不显示由谁操作。请查看该账单；如"
    "果没有其他人调整保证金，请设置 sole_actor=True。",
)
ROUNDED: Final = Reason(
    "There is a record that may be it, with an amount or a kind that is not quite the one asked for. Look "
    "at that record.",
    "有一条可能相符的账单，但金额或类型与请求不完全一致。请查看该账单。",
)
OWN_RECORD_MISSING: Final = Reason(
    "Another call of ours that was done has no record yet, so the records are not complete. Look again "
    "later.",
    "我们另一笔已成功的请求还没有账单，说明账单尚不完整。请稍后再查。",
)
CHAIN_BROKEN: Final = Reason(
    "The records' balances do not lead to the margin that stands now: a record is missing, or something "
    "moved just now. Compare each record's balance and change with the margin.",
    "账单余额与当前保证金衔接不上：可能缺一条账单，或刚刚有变动。请逐条核对账单的余额、变动与当前保证金。",
)
NO_ANCHOR: Final = Reason(
    "No record from before the call shows where the margin stood then. Look at the position's history.",
    "没有发送之前的账单可以说明当时的保证金。请查看仓位历史。",
)
MAY_CANCEL: Final = Reason(
    "No record is it and the balances lead to the margin that stands now, but the position has moved since, and two "
    "records that are both missing and cancel each other would look the same. Look at the position's history.",
    "没有对应的账单，余额也与当前保证金衔接；但此后仓位有过变动，若有两条互相抵消的账单同时缺失，看起来也会一样。请查看仓位历史。",
)
POSITION_GONE: Final = Reason(
    "The position is not there any more, and its records do not lead to its end: closed or liquidated. Look at its "
    "history.",
    "仓位已不存在或没有保证金：期间已平仓或被强平。请查看仓位历史。",
)
FIGURE_GONE: Final = Reason(
    "What it was for cannot be found any more. Look at its history.",
    "已查不到该请求对应的策略。请查看其历史记录。",
)
NO_AMOUNT: Final = Reason(
    "What this adjustment moves cannot be told from its fields: a percentage, or a setting whose effect "
    "nobody has measured. Look at the history.",
    "从请求字段无法确定应变动的数额（按百分比，或该设置的效果尚无实测）。请查看历史记录。",
)
NO_AMOUNT_BESIDE: Final = Reason(
    "Another call of ours beside it moves an amount that its fields do not tell. Look at the history.",
    "同一时段我们的另一笔请求无法从字段确定数额。请查看历史记录。",
)
NOTHING_SHOWN: Final = Reason(
    "The figure has not moved by this adjustment, but nobody has measured that it always does. Look at the history; "
    "where you have seen it move with each one, say so with figure_moves=True.",
    "数值没有本次调整的变动，但该数值是否总随调整变动尚无实测。请查看历史记录；"
    "如已确认每次调整都会变动，请设置 figure_moves=True。",
)
NOTHING_BEFORE: Final = Reason(
    "The exchange keeps no record of it, and nothing was read before it was sent: with a journal on, that "
    "is done. Look at the history.",
    "交易所没有此类账单，发送前也没有读取数值（启用调整记录后会自动读取）。请查看历史记录。",
)
OTHERS_MAY_MOVE_IT: Final = Reason(
    "The exchange keeps no record of it, and somebody else may have moved the figure. Where nobody else "
    "does, say so with sole_actor=True.",
    "交易所没有此类账单，且其他人也可能调整。如果没有其他人调整，请设置 sole_actor=True。",
)
NO_SUM: Final = Reason(
    "The figure has moved by something that neither this adjustment nor our others explain. Look at the "
    "history.",
    "数值的变动既不等于本次调整，也不等于我们的其他调整。请查看历史记录。",
)
NO_TIME: Final = Reason(
    "When it was signed is not known, so nobody can tell in which time it was processed. Look at the "
    "history.",
    "不知道签名时间，无法确定可能执行的时间段。请查看历史记录。",
)
UNREADABLE: Final = Reason(
    "The exchange's answers lack what a verdict would rest on. Look at the position and its records.",
    "交易所的返回缺少判断所需的字段。请查看仓位与账单。",
)
UNREACHABLE: Final = Reason(
    "The exchange could not be read. Look again once it can be reached.",
    "无法读取交易所数据。请在恢复后再查。",
)
OTHER_ACCOUNT: Final = Reason(
    "It is of another key or of another environment (demo, live) than this client's. Resolve it with a client of "
    "that one; where several keys are of one account, give each client the same OkxMargin(account=…).",
    "该请求属于另一个 API Key 或另一环境（模拟盘/实盘）。请使用对应的客户端查询；若多个 API Key 属于同一账户，"
    "请为各客户端设置相同的 OkxMargin(account=…)。",
)
FOUND_EARLIER: Final = Reason(
    "It was found earlier; what that rests on is not kept.",
    "此前已有结论，但未保留其依据。",
)
NO_EVIDENCE: Final = Reason(
    "Nothing is known that would prove what became of it. Look at the history.",
    "没有已知的依据可以判断其结果。请查看历史记录。",
)
