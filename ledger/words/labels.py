"""What the things of a ledger are called in a sentence: a frame, a rate, a decision. Refusals, warnings and answers say
the same."""

from typing import Final

from ledger.money import UNKNOWN, amount_text, share_text
from ledger.values import ControlOf, DecisionReference, FrameKey, FrameKind
from ledger.words import words


def frame_label(frame: FrameKey) -> str:
    """A frame in a text: `slk drift 2026`, with its line after the unit when it has one."""
    return f"{line_label(frame)} {frame.year}"


def line_label(frame: FrameKey) -> str:
    """The line of a frame in a text, whatever the year of its money: `slk drift`."""
    line = "" if frame.line == "total" else f" {frame.line}"
    return f"{frame.unit}{line} {words.value(frame.kind)}"


KIND_WORDS_STORED: Final = {"drift": FrameKind.OPERATING, "investering": FrameKind.INVESTMENT}
"""Every word that a kind of money has been called by in a label that is stored. A word that is changed is added here,
and none is taken away: what is stored keeps the word of its day."""


FIGURE_WORDS_STORED: Final = {
    "kostnader": ControlOf.COSTS,
    "intäkter": ControlOf.REVENUES,
    "utgifter": ControlOf.EXPENDITURES,
    "inkomster": ControlOf.RECEIPTS,
    "netto": ControlOf.NET,
}
"""The same for the figures that printed totals are about."""


def labelled_frame(label: str) -> FrameKey | None:
    """The frame that a stored label names; None for what is no label of a frame.

    A stored warning keeps its frame as a label and not as a key, and stored bytes never change: this is the one place
    where such a label is read. What is compared after that are keys.
    """
    parts = label.split(" ")
    kind = KIND_WORDS_STORED.get(parts[-2]) if len(parts) in (3, 4) else None
    if kind is None or not parts[-1].isdecimal():
        return None
    return FrameKey(parts[0], kind, int(parts[-1]), parts[1] if len(parts) == 4 else "total")


def measure_text(rate_ppb: int | None, per_head_ore: int | None, as_printed: str | None = None) -> str:
    """A cap or a rate in a text: `0,35 ‰`, `782 kr per person`, both, or that it is not known. A rate that a document
    prints in its own way, `0,40 ‰`, is told so."""
    share = () if rate_ppb is None else (as_printed or share_text(rate_ppb),)
    heads = () if per_head_ore is None else (f"{amount_text(per_head_ore)} per person",)
    return " och ".join((*share, *heads)) or UNKNOWN


def reference_text(decision: DecisionReference) -> str:
    """A reference as a reader writes it: `KF, KS 2025/1, § 12, att-sats 4`."""
    clause = None if decision.clause is None else f"att-sats {decision.clause}"
    day = None if decision.decided_on is None else str(decision.decided_on)
    return ", ".join(filter(None, (decision.body, day, decision.case_number, decision.paragraph, clause)))
