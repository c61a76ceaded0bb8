"""Closed reports: once until opened again, on what was there, and what comes late is told and changes nothing."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    FrameAdjusted,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
    ProposalMade,
    ReportClosed,
    ReportKind,
    ReportReopened,
    UnitRenamed,
)
from ledger.log.entry import Look
from ledger.looking.looks import looks, reports_looked
from ledger.looking.reached import frames_changed, year_of, years_changed
from ledger.meaning.reports import reports_on
from ledger.values import Basis, DecisionReference
from tests.given import SOURCE, adjusted, basis, between, decided, key, transferred
from tests.ledger.rules.scenario import Past, Says, corrected, given, past, refusal, warning, without_basis

NAME = "t2-2026"
LATE = warning("period-reported")
FRAME = past(decided(100_00))
AUGUST = basis("2026-08-31", "§ 40")
SEPTEMBER = basis("2026-09-01", "§ 41")
WAITING = Basis("KF", date(2026, 2, 1), SOURCE, "KS 2026/2", "§ 5", 1, conditions=("avtal",))


def closing(
    report: str = NAME, as_of: str = "2026-08-31", known_at: int | None = None, year: int = 2026
) -> ReportClosed:
    return ReportClosed(report, ReportKind.TERTIAL, "Tertialrapport 2", year, date.fromisoformat(as_of), known_at)


def closed(report: str = NAME, as_of: str = "2026-08-31", on: str = "2026-10-01") -> Past:
    return without_basis(closing(report, as_of), on)


def reopened(report: str = NAME, on: str = "2026-10-05") -> Past:
    return without_basis(ReportReopened(report, "Ett underlag saknades."), on)


# --- Closed, opened and closed again ----------------------------------------------------------------------------


def test_a_report_needs_no_decision_to_be_closed() -> None:
    scene = given(FRAME).when(closing()).then()
    [version] = reports_on(scene.after.about(f"report:{NAME}"))[NAME]
    assert (version.known_at, version.position) == (5, 6)


def test_it_is_closed_again_when_it_has_been_opened_and_not_before() -> None:
    given(FRAME, closed()).when(closing()).then(refusal("report-closed-already"))
    scene = given(FRAME, closed(), reopened()).when(closing()).then()
    first, second = reports_on(scene.after.about(f"report:{NAME}"))[NAME]
    assert (first.known_at, second.known_at, second.version) == (5, 7, 2)
    given(FRAME, closed(), reopened(), closed(on="2026-10-09")).when(closing()).then(refusal("report-closed-already"))


def test_another_report_of_the_same_year_is_another_report() -> None:
    given(FRAME, closed("t1-2026", "2026-04-30")).when(closing()).then()


@pytest.mark.parametrize(("known_at", "says"), [(1, ()), (5, ()), (6, (refusal("position-beyond-head"),))])
def test_a_report_has_nothing_that_is_not_recorded_yet(known_at: int, says: tuple[Says, ...]) -> None:
    given(FRAME).when(closing(known_at=known_at)).then(*says)


@pytest.mark.parametrize(("as_of", "says"), [("2026-11-21", ()), ("2026-11-22", (refusal("day-in-future"),))])
def test_a_report_has_no_decisions_of_days_to_come(as_of: str, says: tuple[Says, ...]) -> None:
    given(FRAME).when(closing(as_of=as_of)).then(*says)


def test_days_come_in_the_order_of_the_ledger() -> None:
    same = basis("2026-10-01", "§ 1")
    opening = ReportReopened(NAME, "Ett underlag saknades.")
    given(FRAME, closed()).when(opening, same).then()
    given(FRAME, closed()).when(opening, basis("2026-09-30")).then(refusal("interval-reversed"))
    given(FRAME, closed(), reopened()).when(closing(), basis("2026-10-04")).then(refusal("interval-reversed"))


def test_a_correction_is_tried_where_the_closing_was() -> None:
    """The title was wrong; the closing is not in its own way, and what came after is after it still."""
    titled = msgspec.structs.replace(closing(), title="Tertialrapport 2 2026")
    given(FRAME, closed()).when(corrected(6, titled)).then()
    given(FRAME, closed(), reopened()).when(corrected(6, titled)).then()
    given(FRAME, closed(), reopened()).when(corrected(6, titled, basis("2026-10-06"))).then(
        refusal("interval-reversed")
    )
    given(FRAME, closed()).when(corrected(6, closing(known_at=6))).then(refusal("position-beyond-head"))
    given(FRAME, closed()).when(corrected(6, closing(as_of="2026-10-02"))).then(refusal("day-in-future"))


def test_a_closing_that_was_a_mistake_is_withdrawn_and_the_report_can_be_closed() -> None:
    scene = given(FRAME, closed(), past(corrected(6)))
    scene.when(closing()).then()
    scene.when(adjusted(1_00), AUGUST).then()


@pytest.mark.parametrize(
    ("kind", "as_of", "says"),
    [
        (ReportKind.TERTIAL, "2025-12-31", (warning("report-day-early"),)),
        (ReportKind.TERTIAL, "2026-01-01", ()),
        (ReportKind.FORECAST, "2025-12-31", ()),
        (ReportKind.BUDGET, "2025-12-31", ()),
        (ReportKind.ANNUAL_ACCOUNTS, "2026-11-20", (warning("report-day-early"),)),
    ],
)
def test_a_report_before_its_time_is_noticed(kind: ReportKind, as_of: str, says: tuple[Says, ...]) -> None:
    fact = msgspec.structs.replace(closing(as_of=as_of), kind=kind)
    given(FRAME).when(fact).then(*says)


# --- What comes late to a closed report -------------------------------------------------------------------------


def test_a_decision_of_a_day_that_was_reported_is_late_and_one_of_the_day_after_is_not() -> None:
    given(FRAME, closed()).when(adjusted(1_00), AUGUST).then(LATE)
    given(FRAME, closed()).when(adjusted(1_00), SEPTEMBER).then()


def test_only_the_year_of_the_report_is_reported() -> None:
    next_year = past(decided(100_00, frame=key(year=2027)))
    given(FRAME, next_year, closed()).when(adjusted(1_00, frame=key(year=2027)), AUGUST).then()


def test_nothing_is_late_to_a_report_that_is_open_again() -> None:
    given(FRAME, closed(), reopened()).when(adjusted(1_00), AUGUST).then()
    given(FRAME, closed(), reopened(), closed(on="2026-10-09")).when(adjusted(1_00), AUGUST).then(LATE)


def test_each_report_that_has_the_day_is_named() -> None:
    both = (closed("t1-2026", "2026-04-30", "2026-06-01"), closed())
    scene = given(FRAME, *both)
    scene.when(adjusted(1_00), basis("2026-04-30")).then(LATE, LATE)
    [told] = scene.when(adjusted(1_00), basis("2026-05-01")).verdict.warnings
    assert (told.values["report"], told.values["report_position"]) == (NAME, "7")


def test_both_frames_of_a_transfer_are_named_once() -> None:
    scene = given(FRAME, past(decided(10_00, frame=key("sbk"))), closed())
    [told] = scene.when(transferred(5_00), AUGUST).verdict.warnings
    assert told.values["frames"] == "slk drift 2026, sbk drift 2026"


def test_a_day_that_is_not_known_is_late_when_it_may_be() -> None:
    def known_between(earliest: str, latest: str) -> Basis:
        return msgspec.structs.replace(between(earliest, latest), paragraph="§ 40")

    scene = given(FRAME, closed())
    [_, told] = scene.when(adjusted(1_00), known_between("2026-08-31", "2026-09-30")).verdict.warnings
    assert (told.code, told.values["day"]) == ("period-reported", "tidigast 2026-08-31, senast 2026-09-30")
    scene.when(adjusted(1_00), known_between("2026-09-01", "2026-09-30")).then(warning("decision-day-inferred"))


def test_what_is_only_proposed_is_not_late_and_what_a_clause_decides_is() -> None:
    scene = given(FRAME, closed())
    scene.when(ProposalMade("a", (adjusted(1_00),)), AUGUST).then()
    scene.when(ClauseDecided(ClauseOutcome.APPROVED, "Bifalls.", facts=(adjusted(1_00),)), AUGUST).then(LATE)


def test_what_is_about_no_frame_is_not_late() -> None:
    given(FRAME, closed()).when(UnitRenamed("slk", "Ledningskontoret", date(2026, 1, 1)), AUGUST).then()


def test_a_correction_and_a_withdrawal_of_what_was_reported_are_told_once() -> None:
    scene = given(FRAME, past(adjusted(5_00), AUGUST), closed())
    scene.when(corrected(6, adjusted(6_00), AUGUST)).then(LATE)
    scene.when(corrected(6)).then(LATE)
    later = given(FRAME, past(adjusted(5_00), SEPTEMBER), closed())
    later.when(corrected(6, adjusted(6_00), SEPTEMBER)).then()
    later.when(corrected(6)).then()


def test_a_correction_that_moves_a_decision_into_what_was_reported_or_out_of_it_is_told() -> None:
    scene = given(FRAME, past(adjusted(5_00), SEPTEMBER), past(adjusted(7_00), AUGUST), closed())
    scene.when(corrected(6, adjusted(5_00), AUGUST)).then(LATE)
    scene.when(corrected(7, adjusted(7_00), SEPTEMBER)).then(LATE)


def test_a_condition_that_was_met_before_and_an_index_that_was_decided_before_are_late() -> None:
    waiting = past(adjusted(5_00), WAITING)
    given(FRAME, waiting, closed()).when(ConditionMet("avtal"), AUGUST).then(LATE)
    given(FRAME, waiting, closed()).when(ConditionMet("avtal"), SEPTEMBER).then()
    indexed = past(FrameAdjusted(key(), adjusted(5_00).amount, index="lonesumma"), basis("2026-02-01"))
    given(FRAME, indexed, closed()).when(IndexDecided("lonesumma", 30_000_000), AUGUST).then(LATE)


def test_a_judgment_acts_from_the_day_it_is_final() -> None:
    decision = DecisionReference("KF", "KS 2025/1", "§ 40")
    scene = given(FRAME, past(adjusted(5_00), AUGUST), closed())

    def judged(final_on: str) -> JudgmentGiven:
        return JudgmentGiven(
            decision,
            "FR",
            JudgmentOutcome.ANNULLED,
            date(2026, 8, 31),
            date.fromisoformat(final_on),
            final_ground="Lagakraftbevis",
        )

    scene.when(judged("2026-09-01")).then()
    scene.when(judged("2026-08-31")).then(LATE)


def test_many_frames_are_counted_and_the_first_are_named() -> None:
    units = [past(decided(1_00, frame=key(line=f"p-{number}"))) for number in range(5)]
    decision = DecisionReference("KF", "KS 2025/1", "§ 12")
    final = JudgmentGiven(
        decision, "FR", JudgmentOutcome.ANNULLED, date(2026, 8, 1), date(2026, 8, 2), final_ground="Lagakraftbevis"
    )
    told = [
        warning for warning in given(*units, closed()).when(final).verdict.warnings if warning.code == "period-reported"
    ]
    assert [warning.values["frames"] for warning in told] == [
        "slk p-0 drift 2026, slk p-1 drift 2026, slk p-2 drift 2026 med flera (5 ramar)"
    ]


# --- What is looked at ------------------------------------------------------------------------------------------


def test_a_change_of_frames_looks_at_the_reports_on_their_years_and_at_what_happened_to_them() -> None:
    year = "report-year:2026"
    assert list(reports_looked(given(FRAME).state, [2026])) == [year]
    assert list(reports_looked(given(FRAME, closed()).state, [2026])) == [year, f"report:{NAME}"]
    assert [*map(Look, (year,))] == [
        look
        for look in looks(given(FRAME).state, [adjusted(1_00), adjusted(2_00)], basis())
        if look.tag.startswith("report")
    ]


def test_what_changes_no_frame_looks_at_no_report() -> None:
    state = given(FRAME, closed()).state
    facts = (ProposalMade("a", (adjusted(1_00),)), ConditionMet("avtal"))
    assert [tag for fact in facts for tag in reports_looked(state, years_changed(state, fact))] == []


def test_a_condition_and_a_correction_look_at_the_years_of_the_frames_they_change() -> None:
    scene = given(FRAME, past(adjusted(5_00, frame=key(year=2027)), WAITING))
    assert list(map(year_of, frames_changed(scene.state, ConditionMet("avtal")))) == [2027]
    moved = scene.completed(corrected(5, decided(1_00, frame=key(year=2028)), basis()))
    assert list(map(year_of, frames_changed(scene.state, moved))) == [2028, 2026]
