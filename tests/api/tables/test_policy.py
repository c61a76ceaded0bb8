"""Open warnings and the organisation's own rules as the command line shows them."""

from datetime import date

from msgspec.structs import replace

from api.tables.policy import policy_table, warnings_table
from ledger.events.policy import Treatment
from ledger.money import AmountUnit
from ledger.values import Stage
from projections.asking.question import Coordinates
from projections.chapters.policy import PolicyAnswer, RuleTreatment
from projections.chapters.warnings import NoticedWarning, WarningCount, WarningsAnswer
from tests.api.tables.showing import shown

AT = Coordinates(as_of=date(2026, 10, 1), known_at=None, position=12)


def noticed(position: int, **more: object) -> NoticedWarning:
    """A warning of an adjustment."""
    said = {"code": "frame-not-set", "text": "Okänt utgångsvärde.", "event": "frame-adjusted", "stage": Stage.DECIDED}
    return NoticedWarning(position=position, decided_latest=date(2026, 3, 1), **said | more)  # type: ignore[arg-type]


def lines(*warnings: NoticedWarning, width: int = 160) -> list[str]:
    """The table's lines, with single spaces."""
    counts = [WarningCount("frame-not-set", Stage.DECIDED, len(warnings))]
    answer = replace(WHOLE, counts=counts, warnings=list(warnings))
    written = shown(warnings_table(answer, AmountUnit.MILLIONS), width)
    return [" ".join(line.split()) for line in written.splitlines()]


def test_what_is_said_of_several_entries_of_one_decision_is_said_once() -> None:
    table = lines(noticed(5, body="KF"), noticed(6, body="KF"), noticed(9, body="KF"))
    assert table[0] == "Staden · Beslutad t.o.m. 2026-10-01 · Registrerad t.o.m. position 12"
    assert "frame-not-set beslutat 3" in table
    assert table[-2:] == ["5–6, 9 ram justerad, KF, 2026-03-01", "Okänt utgångsvärde. (frame-not-set)"]


def test_everything_that_is_said_of_a_decision_stands_below_it() -> None:
    """Each decision is named once; and at 80 columns no code and no day is cut off."""
    late = noticed(5, body="kommunfullmäktige", code="decision-day-inferred", decided_earliest=date(2025, 10, 1))
    table = lines(late, replace(late, code="reservation-balance-unknown", text="Saldot är okänt."), width=80)
    assert table[-3:] == [
        "5 ram justerad, kommunfullmäktige, 2025-10-01–2026-03-01",
        "Okänt utgångsvärde. (decision-day-inferred)",
        "Saldot är okänt. (reservation-balance-unknown)",
    ]


def test_all_are_as_many_as_are_counted_kind_by_kind() -> None:
    """What a frame has come to stands at three entries, and is one."""
    three = [noticed(position, code="swallowed-when-met") for position in (5, 6, 7)]
    answer = replace(WHOLE, counts=COUNTED, warnings=three)
    said = [" ".join(line.split()) for line in shown(warnings_table(answer, AmountUnit.MILLIONS)).splitlines()]
    assert "Alla 1" in said


WHOLE = WarningsAnswer(
    ledger="stad",
    coordinates=AT,
    recipe="warnings-6",
    organisation="Staden",
    counts=[],
    warnings=[],
    resolved=[],
)
COUNTED = [WarningCount("swallowed-when-met", Stage.DECIDED, 1)]


def test_a_decision_is_told_with_its_days_case_paragraph_clause_and_proposal() -> None:
    table = lines(
        noticed(
            5,
            body="KS",
            decided_earliest=date(2026, 2, 1),
            case_number="KS 1",
            paragraph="§ 2",
            clause=3,
            stage=Stage.PROPOSED,
            proposal="a",
        )
    )
    assert table[-2].startswith("5 ram justerad, KS, 2026-02-01–2026-03-01, KS 1, § 2, att-sats 3, föreslaget: a")


def test_a_text_in_brackets_is_shown_as_it_is() -> None:
    assert "[röd]" in lines(noticed(5, text="[röd] varning"))[-1]


def test_a_rule_that_nobody_has_said_anything_about_is_held_to() -> None:
    rules = [RuleTreatment("frame-would-be-negative", "Ramen skulle bli negativ", Treatment.REFUSE)]
    answer = PolicyAnswer(
        ledger="stad",
        coordinates=AT,
        recipe="policy-2",
        organisation=None,
        rules=rules,
        competences=[],
        bodies=[],
    )
    text = " ".join(shown(policy_table(answer, AmountUnit.MILLIONS)).split())
    assert text.startswith("stad · Beslutad t.o.m. 2026-10-01")
    assert "Ramen skulle bli negativ frame-would-be-negative vägra" in text
