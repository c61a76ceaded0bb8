"""The warnings of an audit: the same as all warnings come to, and without reading those of other years."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType

from api.app import OpenLedger
from ledger.events import JudgmentGiven, JudgmentOutcome, RecordingErrorCorrected
from ledger.events.policy import WarningResolved
from ledger.log.codec import recorded_from
from ledger.values import DecisionReference, Stage
from projections.asking.question import Question
from projections.chapters.audited_warnings import audited_warnings
from projections.chapters.warnings import NoticedWarning, warnings_answer
from tests.given import adjusted, basis, decided, key, transferred
from tests.projections.telling import Told

LATER = date(2026, 12, 1)


def is_inside(warning: NoticedWarning, year: int, unit: str | None) -> bool:
    """What an audit is to tell, said over again: what is decided about the year and the unit, or about nothing."""
    of_year = not warning.years or year in warning.years
    of_unit = unit is None or unit in warning.units
    return warning.stage is Stage.DECIDED and ((of_year and of_unit) or not (warning.years or warning.units))


def check(ledger: OpenLedger, as_of: date, known_at: int, year: int, unit: str | None) -> None:
    every = warnings_answer(ledger.model, Question(as_of=as_of, known_at=known_at)).answer
    audited = audited_warnings(ledger.model, Question(as_of=as_of, known_at=known_at, unit=unit), year)
    inside = [warning for warning in every.warnings if is_inside(warning, year, unit)]
    assert audited.warnings == inside
    assert audited.resolved == [warning for warning in every.resolved if is_inside(warning, year, unit)]
    assert audited.open_elsewhere == len(every.warnings) - len(inside), (as_of, known_at, year, unit)


def test_what_is_inside_and_outside_is_all_there_is(richest: OpenLedger) -> None:
    """A ledger with every kind of entry, on several days and at several positions."""
    richest.runner.catch_up()
    head = richest.log.head()
    for known_at in (head // 3, 2 * head // 3, head):
        for as_of in (date(2025, 6, 30), date(2030, 1, 1)):
            for year, unit in ((2024, None), (2025, "slk"), (2026, None), (2031, None)):
                check(richest, as_of, known_at, year, unit)


def test_it_is_so_when_warnings_are_looked_at_annulled_and_untrue(told: Told) -> None:
    """Of frames of 2027 and 2028: one set later, one annulled, one looked at, one taken back; and flags of 2026."""
    positions = [
        told.record(adjusted(5_00, frame=key("ks", year)), on=basis("2026-02-01", f"§ {number}"))
        for number, year in enumerate((2027, 2028, 2029, 2030), start=20)
    ]
    told.record(adjusted(5_00), on=basis("2026-02-01", None, None))
    told.record(decided(80_00, frame=key("ks", 2027)), on=basis("2026-02-01", "§ 30"))
    of = DecisionReference("KF", "KS 2025/1", "§ 21")
    told.record(
        JudgmentGiven(
            of, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
    )
    told.record(WarningResolved(positions[2], "frame-not-set", "Klart."))
    told.record(RecordingErrorCorrected(positions[3], "fel år"))
    told.record(transferred(1_00), on=basis("2026-03-01", "§ 31"))
    told.ledger.runner.catch_up()
    for as_of in (date(2026, 5, 31), LATER):
        for known_at in range(positions[0], told.ledger.log.head() + 1):
            for year, unit in ((2026, None), (2026, "sbk"), (2027, None), (2029, "ks")):
                check(told.ledger, as_of, known_at, year, unit)


def decoded_by(ask: Callable[[], object]) -> int:
    """How many entries are decoded while something is asked."""
    decoded = 0

    def look(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal decoded
        decoded += event == "call" and frame.f_code is recorded_from.__code__

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return decoded


def test_the_entries_of_other_years_are_counted_and_not_read(told: Told) -> None:
    """Thirty decisions about frames of 2030 without a paragraph, and three about 2026: the same is read as without
    them, and all that is noticed of them is counted."""
    for number in range(3):
        told.record(decided(1_00, frame=key(line=f"a{number}")), on=basis("2026-02-01", None))
    told.ledger.runner.catch_up()

    def ask() -> object:
        return audited_warnings(told.ledger.model, Question(as_of=LATER), 2026)

    before = decoded_by(ask)
    assert before == 3
    for number in range(30):
        told.record(decided(1_00, frame=key("sbk", 2030, line=f"b{number}")), on=basis("2026-02-01", None))
    told.ledger.runner.catch_up()
    assert decoded_by(ask) == before
    every = warnings_answer(told.ledger.model, Question(as_of=LATER)).answer.warnings
    of_2030 = [warning for warning in every if 2030 in warning.years]
    assert len(of_2030) >= 30
    assert audited_warnings(told.ledger.model, Question(as_of=LATER), 2026).open_elsewhere == len(of_2030)


def test_warnings_of_a_year_are_read_without_those_of_others(told: Told) -> None:
    for number, year in enumerate((2026, 2030, 2030, 2031)):
        told.record(decided(1_00, frame=key("sbk", year, line=f"b{number}")), on=basis("2026-02-01", None))
    told.ledger.runner.catch_up()
    counted = {
        year: decoded_by(lambda year=year: warnings_answer(told.ledger.model, Question(year=year, as_of=LATER)))  # type: ignore[misc]
        for year in (None, 2026, 2030, 2040)
    }
    assert counted == {None: 4, 2026: 1, 2030: 2, 2040: 0}
