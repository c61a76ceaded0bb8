"""The text of a report: one sentence for each contribution, exact amounts, and what is not in it."""

from datetime import date
from typing import Final

import msgspec

from ledger.meaning.effects import Sides
from ledger.values import FrameKey, FrameKind, Stage
from projections.asking.amounts import FrameAmounts, frame_amounts
from projections.asking.citations import DecisionCited
from projections.asking.question import Coordinates
from projections.frames.why_lines import (
    FrameWhy,
    WhyBeside,
    WhyLine,
    report_text,
    sides_text,
)

DAY: Final = date(2026, 3, 1)
AT: Final = Coordinates(year=2026, as_of=DAY, known_at=None, position=12, stage=Stage.DECIDED)
BUDGET: Final = DecisionCited(7, DAY, "frame-decided", "ram beslutad", "KF 2025-11-24, § 12", document="Protokoll")
LATER: Final = DecisionCited(9, DAY, "frame-adjusted", "ram justerad", "KS 2026-02-10, § 3")


def kronor(costs: int, revenues: int = 0) -> FrameAmounts:
    return frame_amounts("operating", Sides(costs * 100, revenues * 100, (costs - revenues) * 100))


WHOLE: Final = FrameWhy(
    "slk",
    "Stadsledningskontoret",
    "total",
    "operating",
    2026,
    "budget",
    kronor(1_055, 100),
    (
        WhyLine("ram beslutad (budget)", kronor(1_000, 100), kronor(1_000, 100), BUDGET),
        WhyLine("ram överförd", kronor(50), kronor(1_050, 100), LATER, counterparts=("sbk drift 2026",)),
        WhyLine("index pki, 10 %", kronor(5), kronor(1_055, 100), LATER, "pki", 100_000_000),
    ),
    (),
    "",
)


def text_of(frame: FrameWhy, at: Coordinates = AT) -> list[str]:
    return report_text(frame, at).replace("\u00a0", " ").splitlines()


def test_a_report_has_the_sum_then_how_it_came_about() -> None:
    assert text_of(WHOLE) == [
        (
            "Stadsledningskontoret, drift 2026 (budget): kostnader 1 055 kr, intäkter 100 kr, netto 955 kr. "
            "Beslutat till och med 2026-03-01 och registrerat till och med position 12."
        ),
        "Ramen fastställdes till kostnader 1 000 kr, intäkter 100 kr, netto 900 kr (KF 2025-11-24, § 12; Protokoll).",
        (
            "Ram överförd, tillsammans med sbk drift 2026: kostnader +50 kr, intäkter 0 kr, netto +50 kr, därefter "
            "950 kr netto (KS 2026-02-10, § 3)."
        ),
        "Index pki, 10 %: +5 kr netto (KS 2026-02-10, § 3).",
        "Tillsammans blir det kostnader 1 055 kr, intäkter 100 kr, netto 955 kr.",
    ]


def test_a_copy_says_of_what_and_a_note_stands_as_it_was_written() -> None:
    copied = DecisionCited(7, DAY, "plan-year-copied", "planår kopierat", "KF 2025-11-24, § 12")
    of_2028 = FrameKey("slk", FrameKind.OPERATING, 2028)
    line = WhyLine("planår kopierat (plan)", kronor(1), kronor(1), copied, copies=of_2028, note="Oförändrad.")
    beside = WhyBeside("planår kopierat (plan)", "outranked", kronor(2), copied, copies=of_2028, note="Nej")
    frame = msgspec.structs.replace(WHOLE, year=2029, commitment="plan", lines=(line,), beside=(beside,))
    assert line.text == "planår kopierat (plan), kopia av slk drift 2028"
    assert text_of(frame)[1:] == [
        (
            "Planår kopierat (plan), kopia av slk drift 2028: kostnader 1 kr, intäkter 0 kr, netto 1 kr "
            "(KF 2025-11-24, § 12). Anteckning: ”Oförändrad.”"
        ),
        "Ingår inte:",
        (
            "– planår kopierat (plan), kopia av slk drift 2028, kostnader 2 kr, intäkter 0 kr, netto 2 kr "
            "(KF 2025-11-24, § 12): budget går före plan. Anteckning: ”Nej”"
        ),
    ]


def test_what_is_not_in_it_is_listed_with_the_reason() -> None:
    beside = (
        WhyBeside("ram justerad", "replaced", kronor(2), LATER, by=7),
        WhyBeside("ram justerad", "annulled", kronor(3), LATER, annulled_on=date(2026, 2, 1)),
        WhyBeside("ram justerad", "conditional", kronor(4), LATER, waits_for=("avtal", "tomt")),
        WhyBeside("ram justerad", "undetermined", FrameAmounts(), LATER),
    )
    lines = text_of(msgspec.structs.replace(WHOLE, beside=beside))
    assert lines[-5] == "Ingår inte:"
    reasons = [line.partition("(KS 2026-02-10, § 3): ")[2] for line in lines[-4:]]
    assert reasons == [
        "ersatt, se position 7.",
        "upphävt från och med 2026-02-01.",
        "villkorat, väntar på avtal, tomt.",
        "obestämt.",
    ]
    assert lines[-1].startswith("– ram justerad, okänt belopp (")


def test_a_decision_that_a_court_annuls_later_says_so() -> None:
    line = msgspec.structs.replace(WHOLE.lines[1], annulled_on=date(2026, 9, 10))
    frame = msgspec.structs.replace(WHOLE, lines=(WHOLE.lines[0], line))
    assert text_of(frame)[2].endswith("Beslutet upphävs från och med 2026-09-10.")


def test_a_frame_of_changes_alone_has_no_set_and_one_of_nothing_says_so() -> None:
    changes = msgspec.structs.replace(WHOLE, commitment=None, lines=WHOLE.lines[1:2], line="hyror")
    assert text_of(changes)[0].startswith("Stadsledningskontoret, anslagsposten hyror, drift 2026 (bara ändringar")
    assert text_of(changes)[1].startswith("Ram överförd")
    assert "ingenting räknas" in text_of(msgspec.structs.replace(WHOLE, lines=()))[0]


def test_a_proposal_is_named_and_never_called_decided() -> None:
    at = msgspec.structs.replace(AT, stage=Stage.PROPOSED, proposal="alliansen")
    [first, *_] = text_of(WHOLE, at)
    assert first.endswith(
        "Enligt förslaget alliansen, lagt till och med 2026-03-01 och registrerat till och med position 12."
    )


def test_only_the_sides_that_are_known_are_said() -> None:
    assert sides_text("operating", FrameAmounts(-100)) == "netto −1\u00a0kr"
    assert sides_text("operating", FrameAmounts()) == "okänt belopp"
    invested = frame_amounts("investment", Sides(330, 0, 330))
    assert sides_text("investment", invested, signed=True).replace("\u00a0", " ") == (
        "utgifter +3,30 kr, inkomster 0 kr, netto +3,30 kr"
    )


def test_what_a_frame_began_with_is_called_what_it_is() -> None:
    opening = msgspec.structs.replace(
        BUDGET, family="opening-entry-made", text="ingående post, position 5", document=None
    )
    first = WhyLine("ingående post (budget)", FrameAmounts(), FrameAmounts(), opening)
    frame = msgspec.structs.replace(WHOLE, lines=(first,), amount=FrameAmounts())
    assert text_of(frame)[1] == "Ingående post (budget): okänt belopp (ingående post, position 5)."
