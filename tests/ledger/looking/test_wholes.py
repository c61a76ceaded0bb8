"""What another body than the council looks at beside its own frames: in a log, what is not looked at is not known."""

from collections.abc import Iterator

import msgspec
import pytest

from ledger.events import (
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    FrameTransferred,
    RecordingErrorCorrected,
    SupplementaryAppropriationDecided,
    UnitRegistered,
)
from ledger.log.entry import Look
from ledger.log.log import Log
from ledger.looking.looks import looks
from ledger.looking.wholes import SAY_FRAMES, SAY_SUPPLEMENTS
from ledger.values import Basis, UnitRole
from tests.checks import check_log
from tests.given import adjusted, basis, decided, key, money, opening
from tests.ledger.rules.scenario import corrected, given, past
from tests.ledger.trying import put

UNITS = (
    UnitRegistered("sn", "Socialnämnden"),
    UnitRegistered("ifo", "IFO", "sn"),
    UnitRegistered("team", "Team", "ifo"),
    UnitRegistered("cmr", "Prioriteringar", role=UnitRole.CENTRAL_RESERVE),
    UnitRegistered("of", "Oförutsedda behov"),
)


def by(body: str = "KS", paragraph: str = "§ 30", day: str = "2026-03-02") -> Basis:
    return basis(day, paragraph, 1, body)


@pytest.fixture
def city(own_log: Log) -> Iterator[Log]:
    """A ledger where the council has given sn 100 kr and the reserve 20, each in a decision of its own."""
    assert put(own_log, *opening().facts) == put(own_log, *UNITS) == []
    assert put(own_log, decided(100_00, frame=key("sn")), on=basis()) == []
    assert put(own_log, decided(20_00, frame=key("cmr")), on=basis("2025-12-15", "§ 77")) == []
    yield own_log
    check_log(own_log)


def gives(ore: int) -> SupplementaryAppropriationDecided:
    return SupplementaryAppropriationDecided(
        key("sn"), money(ore), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, ore),)
    )


def test_r13_the_reserve_is_found_that_no_tag_leads_to(city: Log) -> None:
    """20 kr, of which 15 are given in one decision: 5 are left for the next one."""
    assert put(city, gives(21_00), on=by()) == ["central-reserve-exceeded"]
    assert put(city, gives(15_00), on=by()) == []
    assert put(city, gives(6_00), on=by(paragraph="§ 31")) == ["central-reserve-exceeded"]
    assert put(city, adjusted(-2_00, frame=key("cmr")), on=basis("2026-03-09", "§ 20")) == []
    assert put(city, gives(4_00), on=by(paragraph="§ 32", day="2026-03-16")) == ["central-reserve-exceeded"]
    assert put(city, gives(3_00), on=by(paragraph="§ 33", day="2026-03-16")) == []
    assert put(city, decided(9_00, frame=key("of")), on=basis("2026-03-23", "§ 40")) == []
    assert put(city, gives(1_00), on=by(paragraph="§ 34", day="2026-03-30")) == ["total-raised-by-other-body"]


def test_r13_what_was_given_unnamed_is_found_by_who_names_the_reserve(city: Log) -> None:
    named = CentralReserveReleased(key("cmr"), key("sn"), money(6_00))
    assert put(city, gives(15_00), on=by()) == []
    assert put(city, named, on=by(paragraph="§ 31")) == ["central-reserve-exceeded"]
    assert put(city, msgspec.structs.replace(named, amount=money(5_00)), on=by(paragraph="§ 31")) == []


def test_r13_of_several_reserves_nobody_knows_which_one_gave_it(city: Log) -> None:
    """What one has given unnamed is charged to none of them, also where the other is not named here."""
    assert put(city, gives(15_00), on=by()) == []
    assert put(city, decided(9_00, frame=key("of")), on=basis("2026-03-23", "§ 40")) == []
    for number, (reserve, ore) in enumerate((("of", 9_00), ("cmr", 20_00))):
        named = CentralReserveReleased(key(reserve), key("sn"), money(ore))
        assert put(city, named, on=by(paragraph=f"§ 3{number + 5}", day="2026-03-30")) == []


def test_r13_what_is_given_back_later_is_there_again(city: Log) -> None:
    assert put(city, gives(20_00), on=by()) == []
    assert put(city, gives(1_00), on=by(paragraph="§ 31")) == ["central-reserve-exceeded"]
    back = FrameTransferred(key("sn"), key("cmr"), money(5_00))
    assert put(city, back, on=by("Socialnämnden", day="2026-03-09")) == []
    assert put(city, gives(5_00), on=by(paragraph="§ 32", day="2026-03-16")) == []


@pytest.mark.parametrize("part", [key("sn", line="ny"), key("ifo"), key("team", line="ny")], ids=lambda part: part.tag)
def test_r12_the_total_above_is_found_whatever_lies_between(city: Log, part: object) -> None:
    on = by("Socialnämnden")
    assert put(city, adjusted(5_00, frame=part), on=on) == ["total-raised-by-other-body"]  # type: ignore[arg-type]
    assert put(city, decided(101_00, frame=part), on=on) == ["total-raised-by-other-body"]  # type: ignore[arg-type]
    assert put(city, decided(100_00, frame=part), on=on) == []  # type: ignore[arg-type]


def test_only_who_gives_out_of_a_reserve_without_naming_it_looks_at_everything_that_is_set() -> None:
    everything = Look("", SAY_FRAMES, (2026,))
    state = given(past(decided(1), by()), past(decided(1, frame=key("ks")), by())).state
    named = SupplementaryAppropriationDecided(
        key(), money(1), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 1, key("ks")),)
    )
    unnamed = SupplementaryAppropriationDecided(key(), money(1), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 1),))
    assert everything in looks(state, (unnamed,), by())
    assert Look("", SAY_SUPPLEMENTS, (2026,)) in looks(state, (named,), by())
    for facts, on in (((named,), by()), ((unnamed,), basis("2026-03-02")), ((adjusted(1),), by())):
        assert everything not in looks(state, facts, on)


def test_who_may_raise_what_the_council_has_set_looks_at_everything_that_changes_frames() -> None:
    """R-12: beside the council's lines, or with what the body has lowered of others; and who corrects what is divided.
    Not who lowers, nor who divides what a unit has as a whole."""
    everything = Look("", SAY_FRAMES, (2026,))
    line, new = key(line="a"), key(line="b")
    lines, whole = given(past(decided(9, frame=line))).state, given(past(decided(9))).state
    divided = given(past(decided(9)), past(decided(8), by())).state
    for state, fact, on, wide in (
        (lines, decided(1, frame=new), by(), True),
        (lines, adjusted(1, frame=line), by(), True),
        (lines, adjusted(-1, frame=line), by(), False),
        (lines, decided(9, frame=line), by(), False),
        (lines, decided(1, frame=new), basis("2026-03-02"), False),
        (whole, decided(1, frame=new), by(), False),
        (divided, corrected(5, decided(7), basis()), None, True),
        (whole, corrected(5, decided(7), basis()), None, False),
    ):
        facts = (fact,) if not isinstance(fact, RecordingErrorCorrected) else (tagged(fact),)
        assert (everything in looks(state, facts, on)) is wide, fact


def tagged(fact: RecordingErrorCorrected) -> RecordingErrorCorrected:
    """A correction as the ledger completes it: with what it reaches."""
    return msgspec.structs.replace(fact, affected_tags=(key().tag,))
