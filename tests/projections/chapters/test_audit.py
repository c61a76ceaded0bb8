"""The audit of a year: on the hand-reckoned year, and with gaps, rules set aside and warnings looked at."""

from datetime import date

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import MeetingRegistered, ParagraphsWithoutBudgetEffect
from ledger.events.policy import ControlPolicyDecided, Treatment, WarningResolved
from ledger.values import Acceptance
from projections.asking.question import Question
from projections.chapters.audit import (
    RECIPE,
    AuditAnswer,
    AuditedFrame,
    audit_answer,
)
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key
from tests.projections.a_year import DAY, SLK

NEGATIVE = "frame-would-be-negative"


def ask(ledger: OpenLedger, **asked: object) -> AuditAnswer:
    answer = audit_answer(ledger.model, Question(**({"as_of": DAY} | asked))).answer  # type: ignore[arg-type]
    assert isinstance(answer, AuditAnswer)
    return answer


def changes(frame: AuditedFrame) -> list[tuple[int, str | None, int | None]]:
    return [(change.decision.position, change.decision.paragraph, change.change.net_ore) for change in frame.changes]


def test_a_frame_goes_from_original_over_each_paragraph_to_current(year: OpenLedger) -> None:
    answer = ask(year, year=2026)
    sbk, slk = answer.frames
    assert slk.original is not None
    assert (slk.original.decision.position, slk.original.decision.paragraph) == (7, "§ 12")
    assert slk.original.change.net_ore == 100_000
    assert changes(slk) == [
        (11, "§ 4", 1_000),
        (12, "§ 6", 30),
        (13, "§ 5", 400),
        (16, "§ 9", 600),
        (18, "§ 8", -300),
    ]
    assert (slk.current.net_ore, slk.commitment) == (SLK, "budget")
    assert [(fact.decision.position, fact.part) for fact in slk.beside] == [
        (5, "replaced"),
        (6, "replaced"),
        (10, "swallowed"),
        (9, "annulled"),
    ]
    assert (changes(sbk), sbk.current.net_ore) == ([], 50_000)
    assert answer.totals[0].net_ore == SLK + 50_000
    for frame in answer.frames:
        assert frame.original is not None
        parts = [frame.original.change.net_ore, *(change.change.net_ore for change in frame.changes)]
        assert sum(part or 0 for part in parts) == frame.current.net_ore


def test_one_unit_and_another_coordinate(year: OpenLedger) -> None:
    answer = ask(year, year=2026, unit="slk", as_of=date(2026, 2, 28), known_at=9)
    [slk] = answer.frames
    assert changes(slk) == [(9, "§ 3", -5_000)]
    at = answer.coordinates
    assert (at.year, at.unit, at.as_of, at.known_at, at.position) == (2026, "slk", date(2026, 2, 28), "9", 9)
    assert answer.recipe == RECIPE


def test_without_a_year_it_is_that_of_the_day(year: OpenLedger) -> None:
    assert (ask(year).year, ask(year).coordinates.year) == (2026, None)
    assert ask(year, as_of=date(2024, 5, 1)).year == 2024


def test_an_answer_is_settled_when_its_clocks_are_given(year: OpenLedger) -> None:
    asked = [{"as_of": DAY, "known_at": 18}, {"as_of": DAY}, {"known_at": 18}]
    settled = [audit_answer(year.model, Question(**coordinates)).settled for coordinates in asked]  # type: ignore[arg-type]
    assert settled == [True, False, False]


@pytest.fixture
def told(application: Application, stad: OpenLedger) -> OpenLedger:
    """Frames from § 12, and a rule set aside in § 20; a meeting with § 10 to 14, and one long ago."""
    acceptance = Acceptance(NEGATIVE, "underskottet tas 2027", "controller-7")
    meetings = (MeetingRegistered("KF", date(2025, 11, 24), 10, 14), MeetingRegistered("KF", date(2023, 5, 5), 1, 9))
    for number, to_record in enumerate(
        (
            command(decided(100_00), decided(10_00, frame=key("sbk"))),  # positions 5 and 6
            Command((adjusted(-150_00),), basis("2026-03-01", "§ 20"), (acceptance,)),  # 7
            Command(meetings),  # 8 and 9
            Command((ParagraphsWithoutBudgetEffect("KF", date(2025, 11, 24), ("§ 10", "§ 11")),)),  # 10
            command(adjusted(5_00, frame=key("sbk", 2027)), on=basis("2026-04-01", None, None)),  # 11
        )
    ):
        application.record("stad", to_record, AUTHOR, f"told-{number}")
    stad.runner.catch_up()
    return stad


def test_paragraphs_that_are_not_recorded_are_those_of_the_year_and_the_year_before(told: OpenLedger) -> None:
    answer = ask(told, year=2026)
    [meeting] = answer.meetings
    assert (meeting.body, meeting.day, meeting.position, meeting.paragraphs) == ("KF", date(2025, 11, 24), 8, 5)
    assert (meeting.not_recorded, answer.meetings_registered) == (("§ 13", "§ 14"), 1)
    assert ask(told, year=2028).meetings_registered == 0


def test_a_rule_set_aside_is_told_with_who_and_why_also_when_it_has_been_looked_at(
    application: Application, told: OpenLedger
) -> None:
    [override] = ask(told, year=2026).overrides
    assert override.override is not None
    assert (override.position, override.paragraph) == (7, "§ 20")
    assert (override.override.rule, override.override.who) == (NEGATIVE, "controller-7")
    assert override.override.reason == "underskottet tas 2027"
    assert override in ask(told, year=2026).warnings
    assert ask(told, year=2026, unit="sbk").overrides == []
    application.record("stad", Command((WarningResolved(7, "rule-accepted", "i bokslutet"),)), AUTHOR, "looked")
    told.runner.catch_up()
    answer = ask(told, year=2026)
    assert [warning.code for warning in answer.warnings] == []
    [override] = answer.overrides
    assert override.resolved is not None
    assert override.resolved.reason == "i bokslutet"


def test_what_the_organisations_own_rules_spared_is_told_also_when_it_has_been_looked_at(
    application: Application, told: OpenLedger
) -> None:
    """D-14: `ignore` stores `spared-by: <policy position>` on each entry spared; `audit` lists them."""
    ignored = ControlPolicyDecided(NEGATIVE, Treatment.IGNORE, applies_from=date(2026, 1, 1))
    application.record("stad", command(ignored, on=basis("2026-01-12")), AUTHOR, "ignored")  # 12
    spared = command(adjusted(-50_00, frame=key("sbk")), on=basis("2026-03-02", "§ 21"))
    application.record("stad", spared, AUTHOR, "spared")  # 13
    told.runner.catch_up()
    [_, override] = ask(told, year=2026).overrides
    assert (override.code, override.position, override.policy_position) == ("spared-by", 13, 12)
    assert (override.rule, override.override) == (NEGATIVE, None)
    application.record("stad", Command((WarningResolved(13, "spared-by", "känt"),)), AUTHOR, "looked")
    told.runner.catch_up()
    assert [warning.code for warning in ask(told, year=2026, unit="sbk").overrides] == ["spared-by"]


def test_a_delegated_decision_that_is_not_reported_is_in_the_audit(application: Application, told: OpenLedger) -> None:
    """R-55."""
    on = replace(basis("2026-05-04", "D 12", None, "Ekonomichefen"), delegation="KS delegationsordning p. 4.2")
    application.record("stad", command(adjusted(-1_00, frame=key("sbk")), on=on), AUTHOR, "delegated")  # 12
    told.runner.catch_up()
    open_ = ask(told, year=2026, unit="sbk").warnings
    assert ("delegation-not-reported", 12) in [(warning.code, warning.position) for warning in open_]


def test_a_frame_that_nothing_has_set_has_changes_only(told: OpenLedger) -> None:
    answer = ask(told, year=2027)
    [frame] = answer.frames
    assert (frame.original, frame.commitment) == (None, None)
    assert (changes(frame), frame.current.net_ore) == ([(11, None, 5_00)], 5_00)
    assert {warning.code for warning in answer.warnings} >= {"frame-not-set"}


def test_an_empty_year_and_an_unknown_unit_say_so(year: OpenLedger) -> None:
    empty = ask(year, year=2031)
    assert empty.frames == []
    assert empty.note == "Inga ramar för 2031 var registrerade vid position 19. År: 2026."
    with pytest.raises(Refused) as refused:
        ask(year, year=2026, unit="finns-inte")
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-unknown"]
