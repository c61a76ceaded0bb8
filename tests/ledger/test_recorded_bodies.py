"""One body by any of its names, in a log: what is not looked at is not known. An outside tester's ledgers."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    DecisionAppealed,
    DelegatedDecisionReported,
    JudgmentGiven,
    JudgmentOutcome,
    MeetingRegistered,
    MinutesApproved,
    NoticePosted,
    UnitAliasAdded,
    UnitRegistered,
)
from ledger.events.fees import PriceDecided
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.log.log import Log
from ledger.recording import record, rehearse
from ledger.values import Basis, DecisionReference
from tests.checks import check_log
from tests.given import AUTHOR, Command, basis, decided, key, opening

BOARD, MISSPELT, SHORT = "Barn- och utbildningsnämnden", "Barn och utbildningsnämnden", "BoU"
RECORDED, OTHERWISE = "decision-already-recorded", "decision-named-otherwise"
PRICE = PriceDecided("it", "dator", "Dator", 120_000, date(2026, 4, 1))
MOVED = decided(5_00, frame=key("bun", line="x"))


def told(log: Log, *facts: AnyFact, on: Basis | None = None) -> list[str]:
    """Records a command; the codes that it is refused for, or of what is told of it."""
    try:
        receipt = record(log, "stad", Command(facts, on), AUTHOR)
    except Refused as refused:
        return [refusal.code for refusal in refused.refusals]
    return [warning.code for warning in receipt.consequence.warnings]


def by(body: str, **written: object) -> Basis:
    """A decision of the board on 10 March."""
    return msgspec.structs.replace(basis("2026-03-10", "§ 20", 1, body), **{"case_number": "BUN 2026/3", **written})


@pytest.fixture
def units(own_log: Log) -> Iterator[Log]:
    """Two units, each called as a board, the one by another name too; no body is registered."""
    assert told(own_log, *opening().facts) == []
    for unit, name in (("bun", BOARD), ("sn", "Socialnämnden")):
        assert told(own_log, UnitRegistered(unit, name)) == []
    assert told(own_log, UnitAliasAdded("bun", SHORT)) == []
    yield own_log
    check_log(own_log)


NAMES = (BOARD, "BUN", "Bun", SHORT, BOARD.upper())


@pytest.mark.parametrize("first", NAMES[:4])
@pytest.mark.parametrize("written", [{}, {"case_number": None}, {"paragraph": None}], ids=str)
def test_r05_a_board_is_the_same_by_every_name_of_its_unit(units: Log, first: str, written: dict[str, None]) -> None:
    assert RECORDED not in told(units, MOVED, on=by(first, **written))
    for again in NAMES:
        assert RECORDED in told(units, MOVED, on=by(again, **written))
    assert RECORDED not in told(units, MOVED, on=by("Socialnämnden", **written))


def test_r05_also_when_it_is_registered_by_one_of_them(units: Log) -> None:
    council = basis("2026-01-15", "§ 5")
    assert told(units, BodyRegistered(BOARD, BodyKind.BOARD, "bun", aliases=("Bildning",)), on=council) == []
    assert RECORDED not in told(units, MOVED, on=by("Bildning"))
    for again in (BOARD, "BUN", SHORT):
        assert RECORDED in told(units, MOVED, on=by(again))


def test_r05_what_is_about_no_frame_too(units: Log) -> None:
    """A unit is found by its id; by its name only when something leads there."""
    assert RECORDED not in told(units, PRICE, on=by("BUN"))
    assert RECORDED in told(units, PRICE, on=by(BOARD))
    assert RECORDED in told(units, PRICE, on=by("bun", case_number=None))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (BOARD, MISSPELT),
        (MISSPELT, BOARD),
        ("BUN", MISSPELT),
        (MISSPELT, "BUN"),
        ("Socialnämnden", "Socialnämden"),
        (BOARD, "Utbildnings- och barnnämnden"),
    ],
)
def test_r05_a_board_that_is_written_nearly_alike_is_told(units: Log, first: str, again: str) -> None:
    moved = MOVED if first != "Socialnämnden" else decided(5_00, frame=key("sn", line="x"))
    told(units, moved, on=by(first))
    for other in ({"paragraph": "§ 21"}, {"case_number": "BUN 2026/4"}, {"decided": date(2026, 3, 11)}, {"clause": 2}):
        anew = rehearse(units, Command((moved,), by(again, **other)), AUTHOR).consequence.warnings
        assert "decision-perhaps-recorded" not in {warning.code for warning in anew}, other
    receipt = record(units, "stad", Command((moved,), by(again)), AUTHOR)
    [text] = [warning.text for warning in receipt.consequence.warnings if warning.code == "decision-perhaps-recorded"]
    assert "organ" in text


@pytest.mark.parametrize("written", [{}, {"case_number": None}], ids=str)
def test_r05_the_council_has_each_of_the_laws_names_for_it(units: Log, written: dict[str, None]) -> None:
    names = ("Kommunfullmäktige", "Stadsfullmäktige", "KF", "Fullmäktige")
    assert RECORDED not in told(units, MOVED, on=by(names[0], **written))
    assert [RECORDED in told(units, MOVED, on=by(name, **written)) for name in names[1:]] == [True] * 3


def test_a_decision_is_named_as_it_is_registered_whatever_else_its_body_is_called(units: Log) -> None:
    """R-05: a judgment that names the board otherwise would act on nothing."""
    assert RECORDED not in told(units, MOVED, on=by("BUN"))
    for body in (BOARD, SHORT):
        meant = DecisionReference(body, "BUN 2026/3", "§ 20", decided_on=date(2026, 3, 10))
        judgment = JudgmentGiven(
            meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 8), date(2026, 6, 1), final_ground="Lagakraftbevis"
        )
        assert told(units, judgment) == [OTHERWISE]


COMMITTEE = "Socialnämndens arbetsutskott"
OF_SN = decided(5_00, frame=key("sn", line="x"))


@pytest.mark.parametrize(("first", "again"), [("SON AU", COMMITTEE), (COMMITTEE, "SON:s AU"), ("SN AU", COMMITTEE)])
@pytest.mark.parametrize("fact", [OF_SN, PRICE], ids=["frame", "price"])
def test_r05_a_committee_is_the_same_by_every_name_of_its_board(
    units: Log, first: str, again: str, fact: AnyFact
) -> None:
    """Its board is registered as SON, and is the unit `sn`."""
    registered = BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", aliases=("SON",))
    assert told(units, registered, on=basis("2026-01-15", "§ 5")) == []
    assert RECORDED not in told(units, fact, on=by(first))
    assert RECORDED in told(units, fact, on=by(again))
    assert RECORDED not in told(units, fact, on=by("Socialnämnden")), "the board itself is another"
    meant = DecisionReference(again, "BUN 2026/3", "§ 20", decided_on=date(2026, 3, 10))
    assert told(units, JudgmentGiven(meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 8))) == [OTHERWISE]


def test_a_meeting_is_the_same_by_every_name_of_its_body(units: Log) -> None:
    """R-54: registered once; its notice is held against its minutes."""
    day = date(2026, 3, 10)
    assert told(units, MeetingRegistered("BUN", day, 1, 30)) == []
    assert told(units, MinutesApproved("BUN", day, date(2026, 3, 20))) == []
    registered = BodyRegistered(BOARD, BodyKind.BOARD, "bun", aliases=("BUN",))
    assert told(units, registered, on=basis("2026-01-15", "§ 5")) == []
    assert told(units, MeetingRegistered(BOARD, day, 1, 30)) == ["meeting-already-registered"]
    assert told(units, NoticePosted(BOARD, day, date(2026, 3, 17))) == ["notice-before-approval"]
    assert told(units, MeetingRegistered(SHORT, date(2026, 3, 11), 1, 30)) == []
    assert told(units, MeetingRegistered(BOARD, date(2026, 3, 11), 1, 30)) == ["meeting-already-registered"]


def test_an_appeal_is_held_against_the_notice_by_whichever_name(units: Log) -> None:
    """R-53."""
    day = date(2026, 3, 10)
    assert told(units, BodyRegistered(BOARD, BodyKind.BOARD, "bun", aliases=("BUN",)), on=basis("2026-01-15")) == []
    told(units, MOVED, on=by("BUN"))
    assert told(units, NoticePosted(BOARD, day, date(2026, 3, 17))) == []
    meant = DecisionReference("BUN", "BUN 2026/3", "§ 20", decided_on=day)
    assert told(units, DecisionAppealed(meant, date(2026, 4, 30))) == ["appeal-late"]


@pytest.mark.parametrize("noticed", ["sn", "SN", "Sn "])
@pytest.mark.parametrize("made", ["SN", "sn"])
@pytest.mark.parametrize("meant", ["SN", "sn"])
@pytest.mark.parametrize("known", [True, False], ids=["a unit", "nobody knows it"])
def test_an_appeal_is_late_whether_the_notice_writes_the_body_in_capitals_or_not(
    own_log: Log, made: str, noticed: str, meant: str, known: bool
) -> None:
    """R-53: the last day after a notice of 17 March is 7 April, and 30 April is after it, however SN is written."""
    assert told(own_log, *opening().facts) == []
    if known:
        assert told(own_log, UnitRegistered("sn", "Socialnämnden")) == []
    day = date(2026, 3, 10)
    told(own_log, decided(5_00, frame=key("ks", line="x")), on=by(made))
    assert told(own_log, NoticePosted(noticed, day, date(2026, 3, 17))) == []
    of = DecisionReference(meant, "BUN 2026/3", "§ 20", decided_on=day)
    assert told(own_log, DecisionAppealed(of, date(2026, 4, 7))) == []
    assert told(own_log, DecisionAppealed(of, date(2026, 4, 30))) == ["appeal-late"]


@pytest.mark.parametrize(("board", "noticed"), [("SN", "sn"), ("sn", "SN"), ("sn", "Socialnämnden")])
def test_so_is_one_of_a_decision_that_was_reported_to_the_board(units: Log, board: str, noticed: str) -> None:
    """R-55: by delegation on 10 March, reported on 16 March, noticed on 20 March: until 10 April."""
    made = by("Socialchefen", delegation="SN:s delegationsordning 4.2")
    told(units, PRICE, on=made)
    of = DecisionReference("Socialchefen", "BUN 2026/3", "§ 20", decided_on=date(2026, 3, 10))
    reported = DelegatedDecisionReported(of, body=board, meeting_day=date(2026, 3, 16), paragraph="§ 31")
    assert told(units, reported) == []
    assert told(units, NoticePosted(noticed, date(2026, 3, 16), date(2026, 3, 20))) == []
    assert told(units, DecisionAppealed(of, date(2026, 4, 10))) == []
    assert told(units, DecisionAppealed(of, date(2026, 4, 30))) == ["appeal-late"]
