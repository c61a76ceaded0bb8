"""One decision is found by the rules whatever it is called, in commands that come one after the other."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from ledger.errors import Refused
from ledger.events import (
    FinancingLeg,
    FinancingSource,
    FrameAdjusted,
    FrameTransferred,
    JudgmentGiven,
    JudgmentOutcome,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
)
from ledger.events.fact import AFTERMATH
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.log.entry import Look
from ledger.log.log import Log
from ledger.looking.state import fold
from ledger.recording import Command, Receipt, record
from ledger.values import DecisionReference, OperatingAmount
from tests.checks import check_log
from tests.given import AUTHOR, adjusted, basis, command, decided, key, opening, transferred


@pytest.fixture
def opened(own_log: Log) -> Iterator[Log]:
    """A ledger where slk has 250 kr and sbk nothing."""
    put(own_log, opening())
    put(own_log, command(decided(25_000), decided(0, frame=key("sbk"))))
    yield own_log
    check_log(own_log)


def put(log: Log, what: Command) -> Receipt:
    """Records a command."""
    return record(log, "stad", what, AUTHOR)


def refused_for(log: Log, what: Command) -> list[str]:
    """The codes that a command is refused for."""
    with pytest.raises(Refused) as refused:
        put(log, what)
    return [refusal.code for refusal in refused.value.refusals]


MARCH = msgspec.structs.replace(basis("2026-03-02", "§ 30", 1), case_number="KS 2026/1")


@pytest.mark.parametrize(
    "written",
    [
        {"paragraph": "30 §", "case_number": "Dnr KS 2026/001"},
        {"case_number": None},
        {"paragraph": None},
        {"body": "Kommunfullmäktige"},
    ],
    ids=str,
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_clause_is_paid_for_by_another_clause_of_its_paragraph_however_it_is_written(
    opened: Log, written: dict[str, str | None], turned: bool
) -> None:
    """KL 11:15: 60 kr less for slk in clause 1, and 60 kr more for sbk in clause 2, in a command of its own."""
    second = msgspec.structs.replace(MARCH, clause=2, **written)
    first, later = (second, MARCH) if turned else (MARCH, second)
    put(opened, command(adjusted(-6_000), on=first))
    receipt = put(opened, command(adjusted(6_000, frame=key("sbk")), on=later))
    assert {warning.code for warning in receipt.consequence.warnings} <= {"basis-incomplete"}


@pytest.mark.parametrize("written", [{}, {"case_number": None}, {"paragraph": None}], ids=str)
@pytest.mark.parametrize("turned", [False, True])
def test_a_clause_is_paid_for_by_another_whichever_registered_name_its_body_has(
    opened: Log, written: dict[str, None], turned: bool
) -> None:
    names = BodyRegistered("Kommunfullmäktige", BodyKind.COUNCIL, aliases=("Fältets fullmäktige",))
    put(opened, command(names))
    second = msgspec.structs.replace(MARCH, clause=2, body="Fältets fullmäktige", **written)
    first, later = (second, MARCH) if turned else (MARCH, second)
    put(opened, command(adjusted(-6_000), on=first))
    receipt = put(opened, command(adjusted(6_000, frame=key("sbk")), on=later))
    assert {warning.code for warning in receipt.consequence.warnings} <= {"basis-incomplete"}


def test_a_clause_is_not_paid_for_by_another_paragraph_or_day(opened: Log) -> None:
    put(opened, command(adjusted(-6_000), on=MARCH))
    for written in ({"paragraph": "§ 31", "clause": 2}, {"decided": date(2026, 3, 3), "clause": 2}):
        other = msgspec.structs.replace(MARCH, **written)
        receipt = put(opened, command(adjusted(6_000, frame=key("sbk")), on=other))
        [accepted] = receipt.consequence.warnings
        assert accepted.code == "rule-accepted", "the helper accepts that financing is missing"
        assert "60\u00a0kr saknar finansiering" in accepted.text


@pytest.mark.parametrize(
    "written",
    [
        {"case_number": "KS 2026/001"},
        {"case_number": "KS2026-1"},
        {"case_number": "2026/1"},
        {"paragraph": "30/2026"},
        {"paragraph": "§ 30 KF"},
    ],
    ids=str,
)
def test_the_same_decision_is_recorded_once_however_it_is_written(opened: Log, written: dict[str, str]) -> None:
    put(opened, command(adjusted(-6_000), on=MARCH))
    again = command(adjusted(-6_000), on=msgspec.structs.replace(MARCH, **written))
    assert refused_for(opened, again) == ["decision-already-recorded"]


def test_one_row_for_what_several_transfers_cost_names_each_of_them(opened: Log) -> None:
    """The warning names two entries of its own command, at the positions that they get."""
    put(opened, command(decided(0, frame=key("ks"))))
    transfers = (transferred(1_000), FrameTransferred(key(), key("ks"), OperatingAmount(2_000, 0)))
    receipt = put(opened, command(*transfers, adjusted(-3_000), on=MARCH))
    told = [warning.text for warning in receipt.consequence.warnings if warning.code == "decision-changes-frame-again"]
    first = receipt.first_position or 0
    assert len(told) == 1
    assert f"i posten {first} och {first + 1}." in told[0]


def test_a_judgment_finds_the_decision_by_its_paragraph_or_its_case(opened: Log) -> None:
    put(opened, command(adjusted(-6_000), on=MARCH))
    put(opened, command(BodyRegistered("Kommunfullmäktige", BodyKind.COUNCIL, aliases=("Fältets fullmäktige",))))
    for meant in (
        DecisionReference("Fältets fullmäktige", "KS 2026/1", "§ 30"),
        DecisionReference("KF", None, "30 §", decided_on=date(2026, 3, 2)),
        DecisionReference("KF", "Dnr KS 2026/1"),
    ):
        annulled = JudgmentGiven(
            meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
        assert refused_for(opened, command(annulled)) == ["decision-named-otherwise"]
    named = DecisionReference("Kommunfullmäktige", "KS 2026/0001", "30 §")
    put(
        opened,
        command(
            JudgmentGiven(
                named, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
            )
        ),
    )
    state = fold(opened.read([Look(key().tag), Look(AFTERMATH)])[0])
    assert state.frame_steps(key().tag).on(date(2026, 12, 31)).sides.costs_ore == 25_000


@pytest.mark.parametrize(("minutes", "notice"), [("KF", "Kommunfullmäktige"), ("kommun fullmäktige", "KF")])
def test_a_meeting_is_one_however_its_body_is_written(opened: Log, minutes: str, notice: str) -> None:
    """The minutes of 2 March are approved on the 12th: a notice of the 11th comes before that, one of the 16th late."""
    meeting = date(2026, 3, 2)
    put(opened, command(MinutesApproved(minutes, meeting, date(2026, 3, 12))))
    for day, code in ((date(2026, 3, 11), "notice-before-approval"), (date(2026, 3, 17), "notice-posted-late")):
        told = put(opened, command(NoticePosted(notice, meeting, day))).consequence.warnings
        assert code in [warning.code for warning in told]
    put(opened, command(MeetingRegistered(minutes, meeting, first_paragraph=1, last_paragraph=9)))
    again = command(MeetingRegistered(notice, meeting, first_paragraph=1, last_paragraph=12))
    assert refused_for(opened, again) == ["meeting-already-registered"]


def test_what_another_clause_brought_is_found_also_when_no_financing_is_asked_for(opened: Log) -> None:
    """Decided before the year, where KL 11:15 asks nothing: the other clause is looked at all the same."""
    first = msgspec.structs.replace(basis("2025-12-15", "§ 90", 1), case_number="KS 2025/9")
    second = msgspec.structs.replace(first, clause=2)
    lowers, raises = (
        TechnicalAdjustmentMade(key(unit), OperatingAmount(ore, 0)) for unit, ore in (("slk", -500), ("sbk", 500))
    )
    assert "counterpart-unknown" in codes_of(put(opened, command(lowers, on=first)))
    assert "counterpart-unknown" not in codes_of(put(opened, command(raises, on=second)))
    gets = FrameAdjusted(key("ks"), OperatingAmount(0, 700))
    leg = FinancingLeg(FinancingSource.REVENUE, 700)
    paid = SupplementaryAppropriationDecided(key("slk"), OperatingAmount(700, 0), (leg,))
    put(opened, command(gets, on=first))
    assert "revenue-frame-unknown" not in codes_of(put(opened, command(paid, on=second)))
    other = msgspec.structs.replace(second, paragraph="§ 91", case_number="KS 2025/10")
    assert "revenue-frame-unknown" in codes_of(put(opened, command(paid, on=other)))


def codes_of(receipt: Receipt) -> list[str]:
    """What is told of a command."""
    return [warning.code for warning in receipt.consequence.warnings]


def test_a_row_that_paid_for_another_is_not_taken_back_alone(opened: Log) -> None:
    """R-12, from two commands: what the board took of slk went to a line of it. Nothing but a position is named."""
    board = basis("2026-03-02", "§ 30", 1, body="slk")
    put(opened, command(decided(100_00, frame=key(line="stod")), on=basis("2025-11-24", "§ 90")))
    taken = put(opened, command(adjusted(-5_00), on=board)).first_position or 0
    put(opened, command(adjusted(5_00, frame=key(line="stod")), on=board))
    assert refused_for(opened, Command((RecordingErrorCorrected(taken, "fel"),))) == ["total-raised-by-other-body"]
    put(opened, Command((RecordingErrorCorrected(taken + 1, "fel"), RecordingErrorCorrected(taken, "fel"))))
