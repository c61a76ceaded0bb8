"""R-14: where boards are registered, a frame is changed by the board that answers for its unit and by nobody else but
the council, whoever has set it; where none is registered, only what is sure to be another's is refused."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    ClauseDecided,
    ClauseOutcome,
    FrameAdjusted,
    FrameDecided,
    FrameTransferred,
    ProposalMade,
    TechnicalAdjustmentMade,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered, CompetenceDecided
from ledger.values import Basis, FrameKind, InvestmentAmount, UnitRole
from tests.given import BUDGET, PLAN, adjusted, basis, decided, key, money, turnover
from tests.ledger.rules.scenario import Given, Past, accepting, corrected, given, past, without_basis
from tests.ledger.rules.test_competence import ACROSS, OTHERS, by

UNITS = tuple(
    without_basis(UnitRegistered(unit, unit.upper(), role=role))
    for unit, role in (("sn", None), ("bun", None), ("kfn", None), ("fin", UnitRole.FINANCE))
)
IFO = without_basis(UnitRegistered("ifo", "Individ- och familjeomsorg", "sn"))
SN = without_basis(BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", aliases=("SN-nämnden",)))
KS = without_basis(BodyRegistered("Kommunstyrelsen", BodyKind.EXECUTIVE, "ks"))
SET = tuple(past(decided(500_00, frame=key(unit))) for unit in ("ks", "sn", "bun", "fin"))
CUT = -100_00
STRANGERS = ["Kulturnämnden", "Valnämnden", "Revisorerna", "Bildnigsnämnden", "Kommunstyrelsen", "Tekniska nämnden"]


def world(*more: Past, boards: tuple[Past, ...] = (SN,)) -> Given:
    """Boards, and units whose frames the council has set, but for that of kfn and what is of another year."""
    return given(*UNITS, IFO, *boards, *SET, *more)


def refused(scene: Given, *facts: AnyFact, on: Basis) -> list[str]:
    """What is refused of a command."""
    return [refusal.code for refusal in scene.when_together(*facts, on=on).verdict.refusals]


@pytest.mark.parametrize("body", STRANGERS)
@pytest.mark.parametrize("unit", ["sn", "bun", "fin"])
def test_where_boards_are_registered_nobody_else_is_one(body: str, unit: str) -> None:
    """zf02-04: sn 500 → 400 by kulturnämnden, which nobody has registered. Also of bun, which has no board either."""
    frame = key(unit)
    for fact in (adjusted(CUT, frame=frame), decided(400_00, frame=frame), turnover(5_00, 5_00, frame=frame)):
        assert refused(world(), fact, on=by(body)) == [OTHERS]
    assert refused(world(), adjusted(CUT, frame=frame), on=by("KF")) == []


@pytest.mark.parametrize("body", STRANGERS[:2])
def test_two_rows_that_move_money_are_held_as_the_transfer_that_they_are(body: str) -> None:
    """zf02-05: bun −100 and fin +100 by kulturnämnden, with boards registered and with none."""
    rows = adjusted(-100_00, frame=key("bun")), adjusted(100_00, frame=key("fin"))
    for boards, code in (((SN,), OTHERS), ((), ACROSS)):
        assert refused(world(boards=boards), *rows, on=by(body)) == [code, code]
        assert refused(world(boards=boards), *rows[::-1], on=by(body)) == [code, code]
    moved = FrameTransferred(key("bun"), key("fin"), money(100_00))
    assert refused(world(), moved, on=by(body)) == refused(world(boards=()), moved, on=by(body)) == [ACROSS]
    earlier = world(past(rows[0], by(body)), boards=())
    assert refused(earlier, rows[1], on=by(body)) == [ACROSS], "also by two commands"
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Bifall.", facts=rows)
    assert refused(world(boards=()), clause, on=by(body)) == [ACROSS, ACROSS]
    assert refused(world(boards=()), *rows, on=by("KF", "2025-12-01")) == []


def test_a_board_moves_between_the_lines_and_units_that_are_its_own() -> None:
    lines = [past(decided(100_00, frame=key("sn", line=line))) for line in ("a", "b")]
    below = past(decided(100_00, frame=key("ifo")))
    rows = adjusted(-5_00, frame=key("sn", line="a")), adjusted(5_00, frame=key("sn", line="b"))
    down = adjusted(-5_00, frame=key("sn")), adjusted(5_00, frame=key("ifo"))
    for boards, body in (((SN,), "Socialnämnden"), ((SN,), "SN-nämnden"), ((), "Omsorgsnämnden")):
        assert refused(world(*lines, boards=boards), *rows, on=by(body)) == []
        assert refused(world(below, boards=boards), *down, on=by(body)) == []


def test_r14_a_board_sets_no_frame_of_another_unit_that_the_council_has_not_set() -> None:
    """zf03-04: SN sets kfn, which has no frame; h1-21: that of bun for the next year. Its own are its to set."""
    sn = by("Socialnämnden")
    investment = FrameDecided(key("kfn", kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(900_00, 0))
    others: list[FrameDecided | FrameAdjusted] = [
        decided(900_00, frame=key("kfn")),
        decided(900_00, frame=key("bun", 2027)),
        decided(900_00, frame=key("bun", 2027), commitment=PLAN),
        adjusted(900_00, frame=key("kfn", line="x")),
        investment,
    ]
    for fact in others:
        assert refused(world(), fact, on=sn) == refused(world(boards=(SN, KS)), fact, on=by("KS")) == [OTHERS]
        assert refused(world(), ClauseDecided(ClauseOutcome.APPROVED, "Ja.", facts=(fact,)), on=sn) == [OTHERS]
        proposal = past(ProposalMade("p", (fact,)), by("Kulturnämnden"))
        adopts = ClauseDecided(ClauseOutcome.APPROVED, "Ja.", proposal="p")
        assert refused(world(proposal), adopts, on=sn) == [OTHERS]
        assert refused(world(), fact, on=basis("2025-12-01")) == []
        assert [each.code for each in world().when(fact, sn, accept=[accepting(OTHERS)]).verdict.warnings][-1] == (
            "rule-accepted"
        )
    for own in (decided(9_00, frame=key("sn", 2027)), decided(9_00, frame=key("ifo", 2027))):
        assert refused(world(), own, on=sn) == []
    assert refused(world(), TechnicalAdjustmentMade(key("kfn"), money(5_00)), on=sn) == [OTHERS]


def test_the_text_does_not_say_that_the_council_has_set_what_it_has_not() -> None:
    (one,) = world().when(decided(900_00, frame=key("kfn")), by("Socialnämnden")).verdict.refusals
    assert one.detail == "Socialnämnden ändrar kfn drift 2026. Organet är inte känt som det som svarar för enheten."


def test_a_correction_is_held_to_it() -> None:
    first = 5 + len(UNITS) + 2 + len(SET)
    scene = world(past(adjusted(CUT, frame=key("sn")), by("KF")))
    found = scene.when(corrected(first, adjusted(CUT, frame=key("sn")), by("Kulturnämnden"))).verdict.refusals
    assert [(each.code, each.where) for each in found] == [(OTHERS, "replacement.fact")]


@pytest.mark.parametrize("body", ["Kulturnämnden", "Tekniska nämnden", "Omsorgsnämnden"])
def test_where_no_board_is_registered_a_board_may_be_that_of_a_unit(body: str) -> None:
    """No false accusation: nobody has said whose unit bun is. One that is called as a board is that board's."""
    scene = world(boards=())
    assert refused(scene, adjusted(CUT, frame=key("bun")), on=by(body)) == []
    assert refused(scene, decided(9_00, frame=key("kfn")), on=by(body)) == []
    called = without_basis(UnitRegistered("rn", "Räddningsnämnden"))
    set_for_it = past(decided(500_00, frame=key("rn")))
    named = world(called, set_for_it, boards=())
    assert refused(named, adjusted(CUT, frame=key("rn")), on=by(body)) == [OTHERS]
    for own in ("Räddningsnämnden", "Räddningsnämndens arbetsutskott", "Arbetsutskottet", "rn"):
        assert refused(named, adjusted(CUT, frame=key("rn")), on=by(own)) == []


def test_a_committee_of_a_registered_board_has_what_is_the_boards() -> None:
    """By what right it decides is asked for (R-17); whose the frame is, is known."""
    committee = by("Socialnämndens arbetsutskott")
    verdict = world().when_together(adjusted(CUT, frame=key("sn")), on=committee).verdict
    assert not verdict.refusals
    assert [warning.code for warning in verdict.warnings] == ["delegation-not-cited"]
    assert refused(world(), adjusted(CUT, frame=key("bun")), on=committee) == [OTHERS]


@pytest.mark.parametrize("body", ["Barn och utbildningsnämnden", "Nämnden för barn och utbildning"])
def test_a_board_that_nobody_has_registered_may_be_written_otherwise_than_its_unit(body: str) -> None:
    called = without_basis(UnitRegistered("bu", "Barn- och utbildningsnämnden"))
    scene = world(called, past(decided(500_00, frame=key("bu"))), boards=())
    assert refused(scene, adjusted(CUT, frame=key("bu")), on=by(body)) == []
    assert refused(scene, adjusted(CUT, frame=key("bu")), on=by("Kulturnämnden")) == [OTHERS]


def test_the_council_needs_nobody_registered() -> None:
    for boards in ((), (SN,), (SN, KS)):
        for fact in (adjusted(CUT, frame=key("bun")), decided(9_00, frame=key("kfn"))):
            assert refused(world(boards=boards), fact, on=by("Stadsfullmäktige")) == []


def test_r13_the_executive_keeps_what_is_its_right() -> None:
    """It gives out of a reserve, has its own unit's frames, and sets those of what is nobody's; registered or not."""
    reserve = without_basis(UnitRegistered("mr", "Medelsreserv", role=UnitRole.CENTRAL_RESERVE))
    held = past(decided(500_00, frame=key("mr")))
    for boards in ((SN,), (SN, KS)):
        scene = world(reserve, held, boards=boards)
        assert refused(scene, CentralReserveReleased(key("mr"), key("bun"), money(5_00)), on=by("KS")) == []
        assert refused(scene, adjusted(CUT, frame=key("ks")), on=by("KS")) == []
        assert refused(scene, decided(9_00, frame=key("slk", 2027)), on=by("KS")) == []
        assert refused(scene, decided(9_00, frame=key("fin", 2027)), on=by("KS")) == []
        assert refused(scene, adjusted(CUT, frame=key("fin")), on=by("KS")) == [OTHERS]


def test_a_registration_counts_from_its_day_and_a_delegate_is_no_board() -> None:
    later = without_basis(BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", applies_from=date(2026, 6, 1)))
    cut = adjusted(CUT, frame=key("bun"))
    assert refused(world(boards=(later,)), cut, on=by("Kulturnämnden", "2026-05-31")) == []
    assert refused(world(boards=(later,)), cut, on=by("Kulturnämnden", "2026-06-01")) == [OTHERS]
    chief = without_basis(BodyRegistered("Ekonomichefen", BodyKind.DELEGATE, "ks"))
    assert refused(world(boards=(chief,)), cut, on=by("Kulturnämnden")) == []


def test_who_decides_by_delegation_has_the_right_of_who_gave_it() -> None:
    scene, cut = world(), adjusted(CUT, frame=key("sn"))
    for delegation, codes in {
        "Socialnämndens delegationsordning 3.2": [],
        "Nämndens delegationsordning 3.2": [],
        "KF 2025-11-24 § 12": [],
        "Kommunstyrelsens delegationsordning": [OTHERS],
        "3.2": [OTHERS],
    }.items():
        officer = msgspec.structs.replace(by("Socialchefen"), delegation=delegation)
        assert refused(scene, cut, on=officer) == codes, delegation


def test_an_executive_that_is_registered_says_nothing_of_what_boards_there_are() -> None:
    """Only who the executive is has been said: another board may be that of bun, and none of what is the executive's;
    the executive itself is held to its unit."""
    scene = world(boards=(KS,))
    assert refused(scene, adjusted(CUT, frame=key("bun")), on=by("Kulturnämnden")) == []
    for frame in (key("ks"), key("slk", 2027)):
        assert refused(scene, decided(9_00, frame=frame), on=by("Kulturnämnden")) == [OTHERS]
        assert refused(scene, decided(9_00, frame=frame), on=by("KS")) == []
    assert refused(scene, decided(9_00, frame=key("kfn")), on=by("KS")) == [OTHERS]


@pytest.mark.parametrize("within", ["Kommunfullmäktige", None])
def test_the_executive_moves_between_boards_what_the_council_has_recorded_that_it_decides(within: str | None) -> None:
    """KL 5:2; a board that is named too moves inside its own."""
    let = CompetenceDecided("frame-transferred", ("Kommunstyrelsen", "Socialnämnden"), within=within)
    scene = world(past(let, by("KF", "2026-02-15"), "2026-02-16"))
    moves = FrameTransferred(key("bun"), key("sn"), money(5_00))
    assert refused(scene, moves, on=by("KS", "2026-03-10")) == []
    assert refused(scene, moves, on=by("KS", "2026-02-14")) == [ACROSS]
    assert refused(scene, adjusted(CUT, frame=key("bun")), on=by("KS", "2026-03-10")) == [OTHERS]
    if within is None:
        assert refused(scene, moves, on=by("Socialnämnden", "2026-03-10")) == [ACROSS]


def test_a_boards_own_delegation_is_not_the_councils_whatever_it_says_of_its_regulations() -> None:
    on = msgspec.structs.replace(by("Chefen"), delegation="Socialnämndens delegationsordning (reglemente KF § 3)")
    assert refused(world(), FrameTransferred(key("bun"), key("sn"), money(5_00)), on=on) == [ACROSS]
    assert refused(world(), adjusted(CUT, frame=key("bun")), on=on) == [OTHERS]


def test_every_refusal_of_the_executive_points_at_what_gives_out_of_a_reserve() -> None:
    """Whichever way it says that money leaves a reserve, or what is nobody's."""
    pairs = (adjusted(-5_00, frame=key("bun")), adjusted(5_00, frame=key("sn")))
    moved = FrameTransferred(key("bun"), key("sn"), money(5_00))
    technical = TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun"))
    for facts in (pairs, (moved,), (technical,)):
        found = world().when_together(*facts, on=by("KS")).verdict.refusals
        assert found
        assert all("styrelsens ”fördelning ur medelsreserv”" in (each.right or "") for each in found)
    (one,) = world().when(adjusted(CUT, frame=key("bun")), by("Socialnämnden")).verdict.refusals
    assert "medelsreserv" not in (one.right or "")


@pytest.mark.parametrize("event", ["index-decided", "price-decided", "central-reserve-released"])
@pytest.mark.parametrize("text", [None, "Kommunstyrelsens delegationsordning"])
def test_what_the_council_lets_a_body_decide_in_its_place_opens_nothing_else(event: str, text: str | None) -> None:
    """KL 5:2: a rule about one event is no right to change other boards' frames, whatever is cited."""
    rule = past(CompetenceDecided(event, ("Kommunstyrelsen",), within="KF"), basis("2025-01-07", "§ 2"))
    moved = FrameTransferred(key("sn"), key("ks"), money(5_00))
    on = msgspec.structs.replace(by("Kommunstyrelsen"), delegation=text)
    for boards in ((SN, KS), ()):
        assert refused(world(rule, boards=boards), moved, on=on) == [ACROSS]
