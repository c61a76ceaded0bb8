"""A closed report in one call: what was reported, what stands now, and causes and steps that are the whole difference.

On random ledgers too, with judgments, conditions, indices and corrections, for a report closed anywhere.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import AnyFact, FrameAdjusted, RecordingErrorCorrected, ReportClosed, ReportKind, ReportReopened
from ledger.log.database import Database
from ledger.recording import record
from ledger.values import FrameKind
from projections.asking.amounts import SIDES
from projections.asking.cause import Cause
from projections.asking.question import GroupBy, Question
from projections.asking.texts import text_of
from projections.chapters.closed_report import ReportAnswer, report_answer
from projections.frames.current import frames_answer
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money
from tests.projections.random_ledgers import DAYS, FIRST, Drawn, ledger_of, ledgers
from tests.projections.reorganised import LAST_DAY, NEW_YEAR, NO_KEY, reorganised

APRIL = date(2026, 4, 30)
CLOSING = ReportClosed("t1-2026", ReportKind.TERTIAL, "Tertialrapport 1", 2026, APRIL)


def closed(application: Application, stad: OpenLedger) -> ReportAnswer:
    """A frame of 100 kr (position 5), a report (6), 5 kr that come late (7), 3 kr that are decided later (8)."""
    for number, to_record in enumerate(
        (
            command(decided(100_00)),
            Command((CLOSING,)),
            command(adjusted(5_00), on=basis("2026-03-01", "§ 2")),
            command(adjusted(3_00), on=basis("2026-05-02", "§ 3")),
        )
    ):
        application.record("stad", to_record, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    return asked(stad)


def asked(ledger: OpenLedger, **more: Any) -> ReportAnswer:
    return report_answer(ledger.model, Question(**{"name": "t1-2026"} | more)).answer


def nets(answer: ReportAnswer) -> tuple[int | None, int | None, dict[Cause, int | None]]:
    """As reported, as it stands, and why; of operating money."""
    [total] = answer.totals
    return total.before.net_ore, total.after.net_ore, {cause.cause: cause.change.net_ore for cause in total.causes}


def test_what_came_late_is_told_beside_what_was_reported(application: Application, stad: OpenLedger) -> None:
    answer = closed(application, stad)
    assert nets(answer) == (100_00, 105_00, {Cause.RECORDED_LATE: 5_00})
    assert [step.decision.position for step in answer.steps] == [7]
    assert (answer.reported.as_of, answer.reported.position) == (APRIL, 5)
    at = answer.coordinates
    assert (at.year, at.as_of, at.known_at, at.position, at.name) == (2026, APRIL, None, 8, "t1-2026")
    assert (text_of(answer.report, "kind"), answer.version, answer.organisation) == ("tertialrapport", 1, "Staden")


def test_at_the_position_of_the_report_nothing_has_come_after_it(application: Application, stad: OpenLedger) -> None:
    closed(application, stad)
    answer = asked(stad, known_at=6)
    assert (nets(answer), answer.steps) == ((100_00, 100_00, {}), [])
    assert (answer.note, answer.coordinates.known_at) == ("Ingenting är registrerat efter rapporten.", "6")


def test_why_nothing_differs_is_said(application: Application, stad: OpenLedger) -> None:
    """What was recorded after the report was decided after its day; and nobody has decided anything for sbk."""
    later = command(adjusted(3_00), on=basis("2026-05-02", "§ 3"))
    for number, to_record in enumerate((command(decided(100_00)), Command((CLOSING,)), later)):
        application.record("stad", to_record, AUTHOR, f"k{number}")
    stad.runner.catch_up()
    note = "Det står som det rapporterades: inget av det som registrerats efter rapporten ändrar det den visar."
    assert (nets(asked(stad)), asked(stad).note) == ((100_00, 100_00, {}), note)
    assert asked(stad, unit="sbk").note == "Ingenting för 2026, enheten sbk var beslutat till och med 2026-04-30."
    assert asked(stad, as_of=date(2026, 5, 31)).note is None


def test_on_a_later_day_what_was_decided_since_is_told_too(application: Application, stad: OpenLedger) -> None:
    closed(application, stad)
    answer = asked(stad, as_of=date(2026, 5, 31))
    assert nets(answer) == (100_00, 108_00, {Cause.RECORDED_LATE: 5_00, Cause.NEW_DECISION: 3_00})
    with pytest.raises(Refused) as caught:
        asked(stad, as_of=date(2026, 4, 29))
    [refusal] = caught.value.refusals
    assert (refusal.code, refusal.where) == ("coordinate-invalid", "as_of")
    assert refusal.detail == "Rapporten t1-2026 har beslut till och med 2026-04-30, efter 2026-04-29."


def test_what_came_late_and_was_withdrawn_again_is_told_as_two_entries(
    application: Application, stad: OpenLedger
) -> None:
    closed(application, stad)
    application.record("stad", Command((RecordingErrorCorrected(7, "fel"),)), AUTHOR, "withdrawn")
    stad.runner.catch_up()
    assert nets(asked(stad)) == (100_00, 100_00, {Cause.CORRECTION: -5_00, Cause.RECORDED_LATE: 5_00})
    assert [step.decision.position for step in asked(stad).steps] == [7, 9]


def test_closed_again_it_is_a_second_version_and_the_first_can_still_be_asked_for(
    application: Application, stad: OpenLedger
) -> None:
    closed(application, stad)
    again: tuple[AnyFact, ...] = (ReportReopened("t1-2026", "Ett underlag saknades."), CLOSING)
    for number, fact in enumerate(again):
        application.record("stad", Command((fact,)), AUTHOR, f"again-{number}")
    stad.runner.catch_up()
    assert (nets(asked(stad)), asked(stad).version) == ((105_00, 105_00, {}), 2)
    assert nets(asked(stad, version=2)) == nets(asked(stad))
    assert nets(asked(stad, version=1)) == (100_00, 105_00, {Cause.RECORDED_LATE: 5_00})
    assert asked(stad, known_at=9).version == 1, "opened again, and not closed yet"
    with pytest.raises(Refused) as caught:
        asked(stad, version=3)
    assert [(refusal.code, refusal.right) for refusal in caught.value.refusals] == [("report-unknown", "1–2")]


def test_a_report_that_is_not_there_is_refused_with_those_that_are(application: Application, stad: OpenLedger) -> None:
    closed(application, stad)
    for asks, code, right in (
        ({"name": "t2-2026"}, "report-unknown", "en av: t1-2026"),
        ({"known_at": 5}, "report-unknown", "en avslutad rapport; ännu fanns det ingen"),
        ({"name": None}, "coordinate-invalid", "en av: t1-2026"),
    ):
        with pytest.raises(Refused) as caught:
            asked(stad, **asks)
        assert [(refusal.code, refusal.right, refusal.where) for refusal in caught.value.refusals] == [
            (code, right, "name")
        ]


def test_it_is_settled_for_ever_by_the_position_alone(application: Application, stad: OpenLedger) -> None:
    """The report says its own day and year, so the calendar fills in nothing."""
    closed(application, stad)
    assert report_answer(stad.model, Question(name="t1-2026", known_at=8)).settled
    assert not report_answer(stad.model, Question(name="t1-2026")).settled


def test_only_what_is_asked_for_is_compared(application: Application, stad: OpenLedger) -> None:
    closed(application, stad)
    assert [unit.unit for unit in asked(stad, unit="slk").units] == ["slk"]
    assert asked(stad, unit="sbk").totals == []
    assert [unit.unit for unit in asked(stad, by=GroupBy.TOP).units] == ["ks"]
    assert [unit.unit for unit in asked(stad, by=GroupBy.LINE).units] == ["total"]


def test_a_report_can_be_told_in_the_organisation_of_another_day(application: Application, stad: OpenLedger) -> None:
    """The accounts of 2025 in the units of the new year: what has no place there is not comparable, and not lost."""
    reorganised(application)
    accounts = ReportClosed("ar-2025", ReportKind.ANNUAL_ACCOUNTS, "Årsredovisning 2025", 2025, date(2025, 12, 31))
    application.record("stad", Command((accounts,)), AUTHOR, "accounts")
    late = command(adjusted(7_00, frame=key("skola", 2025)), on=basis("2025-09-01", "§ 8"))
    application.record("stad", late, AUTHOR, "late")
    stad.runner.catch_up()
    answer = asked(stad, name="ar-2025", tree_on=NEW_YEAR, kind=FrameKind.OPERATING)
    [beside], [total] = answer.not_comparable, answer.totals
    assert (beside.unit, beside.reason, beside.change.net_ore, total.change.net_ore) == ("skola", NO_KEY, 7_00, 7_00)
    assert answer.figures_on == LAST_DAY
    assert {unit.unit for unit in answer.units} == {"idrott", "kultur", "miljo", "slk"}
    shown_in_todays = asked(stad, name="ar-2025", kind=FrameKind.OPERATING)
    assert (shown_in_todays.not_comparable, shown_in_todays.figures_on) == ([], None)
    assert shown_in_todays.totals[0].change == total.change


# --- Random ledgers ---------------------------------------------------------------------------------------------

Amounts = dict[str, int | None]


def figures(told: Any, kind: str) -> Amounts:
    return {name: getattr(told, f"{name}_ore") for name in SIDES[kind]}


def added(every: Iterable[Amounts], kind: str) -> Amounts:
    sums: Amounts = dict.fromkeys(SIDES[kind], 0)
    for amounts in every:
        for name, ore in amounts.items():
            known = sums[name]
            sums[name] = None if known is None or ore is None else known + ore
    return sums


def check_report(ledger: OpenLedger, question: Question) -> None:
    """What was reported is the frames there, what stands is the frames here, and the difference closes in every way."""
    answer = report_answer(ledger.model, question).answer
    reported, here = answer.reported, answer.coordinates
    cut = Question(year=here.year, unit=here.unit)
    there = replace(cut, as_of=reported.as_of, known_at=reported.position)
    before = frames_answer(ledger.model, there).answer
    after = frames_answer(ledger.model, replace(cut, as_of=here.as_of, known_at=here.position)).answer
    for total in answer.totals:
        kind = total.kind
        was = added((figures(frame_total, kind) for frame_total in before.totals if frame_total.kind == kind), kind)
        now = added((figures(frame_total, kind) for frame_total in after.totals if frame_total.kind == kind), kind)
        assert (figures(total.before, kind), figures(total.after, kind)) == (was, now)
        units = [unit for unit in answer.units if unit.kind == kind]
        moved = [figures(each.change, kind) for step in answer.steps for each in step.changes if each.kind == kind]
        assert_whole((figures(unit.change, kind) for unit in units), total, kind)
        assert_whole((figures(cause.change, kind) for cause in total.causes), total, kind)
        assert_whole(moved, total, kind)
        for unit in units:
            assert_whole((figures(cause.change, kind) for cause in unit.causes), unit, kind)


def assert_whole(parts: Iterable[Amounts], told: Any, kind: str) -> None:
    """The parts are the whole, on each side where that is known."""
    whole, sums = figures(told.change, kind), added(parts, kind)
    assert {name: sums[name] for name, ore in whole.items() if ore is not None} == {
        name: ore for name, ore in whole.items() if ore is not None
    }
    was, now = figures(told.before, kind), figures(told.after, kind)
    for name, ore in whole.items():
        if ore is not None:
            assert (was[name] or 0) + ore == now[name]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ledgers(), data=st.data())
def test_the_difference_of_a_report_closes_wherever_it_was_closed(
    database: Database, drawn: Drawn, data: st.DataObject
) -> None:
    """The late facts are what was recorded after the position that the report states."""
    head = FIRST + len(drawn.entries) - 1
    with ledger_of(database, drawn) as ledger:
        for number in range(3):
            year = data.draw(st.sampled_from((2026, 2027)))
            day = data.draw(st.sampled_from((*DAYS, date(2025, 1, 1))))
            position = data.draw(st.one_of(st.none(), st.integers(FIRST - 1, head)))
            fact = ReportClosed(f"r{number}", ReportKind.OTHER, "Rapport", year, day, position)
            record(ledger.log, ledger.name, Command((fact,)), AUTHOR)
        ledger.runner.catch_up()
        by = data.draw(st.sampled_from((GroupBy.UNIT, GroupBy.PARENT, GroupBy.TOP)))
        for number in range(3):
            check_report(ledger, Question(name=f"r{number}", by=by))
            check_report(ledger, Question(name=f"r{number}", as_of=date(2026, 1, 1), unit="slk"))


def test_what_the_figures_are_without_is_told(application: Application, stad: OpenLedger) -> None:
    assert closed(application, stad).remarks == ()
    growing = command(FrameAdjusted(key(), money(10), index="pki"), on=basis("2026-03-20", "§ 40"))
    application.record("stad", growing, AUTHOR, "growing")
    stad.runner.catch_up()
    assert asked(stad).remarks == ("Utan index pki, som inte är beslutat: slk drift 2026.",)
