"""The timeline of a fee year, with figures reckoned by hand; and against the ordinary answers at every step."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import corrections, fees
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.charges import charges_answer
from projections.chapters.fee_timeline import (
    FeeLevel,
    FeeStep,
    FeeTimeline,
    FeeTimelineAnswer,
    fee_timeline_answer,
)
from projections.chapters.fees import FeeMeasure, fees_answer
from tests.given import basis
from tests.projections.chapters.conftest import Record

FEE = "serviceavgift"
KRONA = 100
MNKR = 1_000_000 * KRONA
DAY = date(2026, 12, 1)


@pytest.fixture
def told(record: Record, stad: OpenLedger) -> OpenLedger:
    """A cap of 0,45 ‰ for 2025 and 2026 (position 5). A rate of 0,35 ‰ (7), first written as 0,3 ‰ (6). Bases of 1 and
    2 mnkr (8); charges of 350 and 700 kr printed (9) and issued in January (10). Half a mnkr more for sbk in May (11):
    875 kr, of which 100 are settled in June (12). Recorded last: the cap was lowered to 0,4 ‰ for 2026 already in
    November 2025 (13)."""
    record("2023-03-20", fees.FeeCapDecided(FEE, 2025, 2026, 450_000))
    record("2025-12-01", fees.FeeRateDecided(FEE, 2026, 2026, 300_000, name="Serviceavgiften"))
    right = corrections.Replacement(
        fees.FeeRateDecided(FEE, 2026, 2026, 350_000, name="Serviceavgiften"), basis("2025-12-01")
    )
    record(None, corrections.RecordingErrorCorrected(6, "avskrivningsfel", right))
    rows = (fees.ChargeRow("slk", 350 * KRONA), fees.ChargeRow("sbk", 700 * KRONA))
    base = (fees.FeeBaseRow("slk", MNKR), fees.FeeBaseRow("sbk", 2 * MNKR))
    record("2025-12-02", fees.FeeBaseRecorded(FEE, 2026, 2025, base))
    halves, summed = fees.ChargeRounding.HALF_UP_KRONA, fees.ChargeTotal.SUM_OF_ROWS
    record("2025-12-03", fees.MemberChargesCalculated(FEE, 2026, rows, halves, summed))
    record("2026-01-15", fees.MemberChargesIssued(FEE, 2026, rows, date(2026, 1, 15)))
    more = (fees.FeeBaseRow("sbk", 25 * MNKR // 10),)
    record("2026-05-20", fees.FeeBaseCorrected(FEE, 2026, 2025, more, "slutligt utfall"))
    record("2026-06-01", fees.MemberChargesSettled(FEE, 2026, (fees.ChargeRow("sbk", 100 * KRONA),), date(2026, 6, 1)))
    record("2025-11-10", fees.FeeCapDecided(FEE, 2026, 2026, 400_000))
    return stad


def asked(ledger: OpenLedger, **more: Any) -> FeeTimelineAnswer:
    return fee_timeline_answer(ledger.model, Question(**{"as_of": DAY} | more)).answer


def of_2026(ledger: OpenLedger, **more: Any) -> FeeTimeline:
    [fee] = asked(ledger, year=2026, **more).fees
    return fee


def lines(steps: Iterable[FeeStep]) -> list[tuple[str, int, str | None, str | None]]:
    """The day, the entry, rate and cap."""
    return [(str(step.acts_on), step.decisions[0].position, _plain(step.rate), _plain(step.cap)) for step in steps]


def _plain(level: FeeLevel | None) -> str | None:
    return None if level is None else level.text.replace("\u00a0", " ")


def kronor(steps: Iterable[FeeStep], *names: str) -> list[tuple[int | None, ...]]:
    """Some amounts at each step."""
    ores = [[getattr(step.amount, f"{name}_ore") for name in names] for step in steps]
    return [tuple(None if ore is None else ore // KRONA for ore in each) for each in ores]


def test_rate_and_cap_along_the_decided_clock(told: OpenLedger) -> None:
    timeline = of_2026(told)
    assert (timeline.fee, timeline.name, timeline.year) == (FEE, "Serviceavgiften", 2026)
    assert lines(timeline.decided) == [
        ("2023-03-20", 5, None, "0,45 ‰"),
        ("2025-11-10", 13, None, "0,4 ‰"),
        ("2025-12-01", 7, "0,35 ‰", "0,4 ‰"),
        ("2025-12-02", 8, "0,35 ‰", "0,4 ‰"),
        ("2025-12-03", 9, "0,35 ‰", "0,4 ‰"),
        ("2026-01-15", 10, "0,35 ‰", "0,4 ‰"),
        ("2026-05-20", 11, "0,35 ‰", "0,4 ‰"),
        ("2026-06-01", 12, "0,35 ‰", "0,4 ‰"),
    ]
    assert [step.within_cap for step in timeline.decided[1:3]] == [None, True]
    assert [step.cause for step in timeline.decided] == ["new-decision"] * 8


def test_the_charges_along_the_decided_clock(told: OpenLedger) -> None:
    steps = of_2026(told).decided[3:]
    assert kronor(steps, "base", "sum_of_rows", "issued", "recalculated", "settled", "to_settle") == [
        (3_000_000, None, None, None, None, None),
        (3_000_000, 1_050, None, None, None, None),
        (3_000_000, 1_050, 1_050, 1_050, None, 0),
        (3_500_000, 1_050, 1_050, 1_225, None, 175),
        (3_500_000, 1_050, 1_050, 1_225, 100, 75),
    ]
    changed = [(step.change.base_ore, step.change.issued_ore, step.change.to_settle_ore) for step in steps]
    assert changed == [
        (None, None, None),
        (0, None, None),
        (0, 1_050 * KRONA, None),
        (MNKR // 2, 0, 175 * KRONA),
        (0, 0, -100 * KRONA),
    ]


def test_what_was_corrected_and_what_was_recorded_late_along_the_known_clock(told: OpenLedger) -> None:
    steps = of_2026(told).known
    assert lines(steps)[:3] == [
        ("2023-03-20", 5, None, "0,45 ‰"),
        ("2025-12-01", 6, "0,3 ‰", "0,45 ‰"),
        ("2025-12-01", 7, "0,35 ‰", "0,45 ‰"),
    ]
    assert lines(steps)[-1] == ("2025-11-10", 13, "0,35 ‰", "0,4 ‰")
    assert [step.cause for step in steps] == ["recorded", "recorded", "correction", *["recorded"] * 6]
    assert steps[2].decisions[0].corrects == 6


def test_one_member_alone(told: OpenLedger) -> None:
    steps = of_2026(told, unit="sbk").decided[3:]
    assert kronor(steps, "base", "printed_rows", "issued", "recalculated", "settled", "to_settle") == [
        (2_000_000, None, None, None, None, None),
        (2_000_000, 700, None, None, None, None),
        (2_000_000, 700, 700, 700, None, 0),
        (2_500_000, 700, 700, 875, None, 175),
        (2_500_000, 700, 700, 875, 100, 75),
    ]
    assert [step.decisions[0].position for step in of_2026(told, unit="slk").decided] == [5, 13, 7, 8, 9, 10]
    with pytest.raises(Refused) as refused:
        asked(told, unit="okand")
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-unknown"]


def _level(level: FeeLevel | FeeMeasure | None) -> tuple[Any, ...] | None:
    return None if level is None else (level.text, level.rate_ppb, level.per_head_ore, text_of(level, "per_head_ore"))


def agrees(ledger: OpenLedger, as_of: date, head: int, **more: Any) -> None:
    """At the coordinate of every step, and at the end of each clock, the ordinary answers say the same."""

    def same(step: FeeStep | None, timeline: FeeTimeline, day: date, position: int) -> None:
        there = Question(year=timeline.year, name=timeline.fee, as_of=day, known_at=position, **more)
        years = [year for fee in fees_answer(ledger.model, there).answer.fees for year in fee.years]
        charges = charges_answer(ledger.model, there).answer.charges
        now = None if step is None or not step.known else step
        year = years[0] if years else None
        for name in ("rate", "cap"):
            assert _level(getattr(now, name, None)) == _level(getattr(year, name, None))
        assert getattr(now, "within_cap", None) == getattr(year, "within_cap", None)
        if charges and now is not None:
            totals = charges[0].totals
            for field in now.amount.__struct_fields__:
                assert getattr(now.amount, field) == getattr(totals, field), field

    answer = asked(ledger, as_of=as_of, known_at=head, **more)
    for fee in answer.fees:
        for day, step in {fee_step.acts_on: fee_step for fee_step in fee.decided}.items():
            same(step, fee, day, head)
        for step in fee.known:
            same(step, fee, as_of, step.decisions[0].position)
        same(fee.known[-1] if fee.known else None, fee, as_of, head)
        by_now = [step for step in fee.decided if step.acts_on <= as_of]
        same(by_now[-1] if by_now else None, fee, as_of, head)


@pytest.mark.parametrize("as_of", [date(2025, 11, 30), date(2025, 12, 2), date(2026, 5, 31), DAY])
def test_at_every_step_the_ordinary_answers_say_the_same(told: OpenLedger, as_of: date) -> None:
    for head in range(4, 14):
        agrees(told, as_of, head)


def test_in_the_rich_ledger_too(richest: OpenLedger) -> None:
    richest.runner.catch_up()
    head = richest.model.standing().position
    assert {(fee.fee, fee.year) for fee in asked(richest).fees} == {(FEE, year) for year in range(2023, 2027)}
    for as_of in (date(2025, 12, 1), date(2026, 5, 31), DAY):
        agrees(richest, as_of, head)


def test_on_a_day_within_the_year_the_rate_is_that_days(record: Record, stad: OpenLedger) -> None:
    later = msgspec.structs.replace(basis("2026-02-10"), effective_day=date(2026, 7, 1))
    record("2025-12-01", fees.FeeRateDecided(FEE, 2026, 2026, 350_000))
    record(later, fees.FeeRateDecided(FEE, 2026, 2026, 400_000))
    rates = {
        on: [step.rate and step.rate.rate_ppb for step in of_2026(stad, on=on).decided]
        for on in (None, date(2026, 6, 30), date(2026, 7, 1))
    }
    assert rates == {None: [350_000, 400_000], date(2026, 6, 30): [350_000], date(2026, 7, 1): [350_000, 400_000]}
    assert str(of_2026(stad).decided[1].decisions[0].effective_day) == "2026-07-01"
    for on in (date(2026, 6, 30), date(2026, 7, 1)):
        agrees(stad, DAY, 6, on=on)


def test_a_fee_per_head_has_its_amount(record: Record, stad: OpenLedger) -> None:
    record("2025-12-01", fees.FeeRateDecided(FEE, 2026, 2026, None, 782 * KRONA, "ungdom"))
    [step] = of_2026(stad).decided
    assert step.rate is not None
    assert (step.rate.text, step.rate.per_head_ore) == ("782\u00a0kr per person", 78_200)


def test_no_timeline_says_why(told: OpenLedger) -> None:
    nothing = "Ingenting beslutat om någon sådan avgift"
    assert asked(told, known_at=4).note == f"{nothing} var registrerat vid position 4."
    assert asked(told, name="annan").note == f"{nothing} var registrerat vid position 13. Avgifter: serviceavgift."
    assert asked(told, year=2031).note == f"{nothing} för 2031 var registrerat vid position 13."
    assert {fee.year for fee in asked(told).fees} == {2025, 2026}
    assert asked(told).recipe == "fee-timeline-4"
