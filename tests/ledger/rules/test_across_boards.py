"""Nobody but the council moves money between boards, or changes another board's frame, whatever event it is written as
(R-13, R-14); what is free is tested as hard as what is refused."""

from datetime import date

import msgspec
import pytest

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    ClauseDecided,
    ClauseOutcome,
    EfficiencySavingDecided,
    FinancingLeg,
    FinancingSource,
    FrameDecided,
    FrameTransferred,
    OneOffReversed,
    OpeningEntryMade,
    Proposable,
    ProposalMade,
    SupplementaryAppropriationDecided,
    TechnicalAdjustmentMade,
    UnitAliasAdded,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered, CompetenceDecided
from ledger.values import FrameKey, UnitRole
from tests.given import BUDGET, PLAN, adjusted, decided, key, money, turnover
from tests.ledger.rules.scenario import When, corrected, given, past, without_basis
from tests.ledger.rules.test_competence import ACROSS, OTHERS, RAISED, by, codes

SN = without_basis(UnitRegistered("sn", "Socialnämnden"))
BUN = without_basis(UnitRegistered("bun", "BUN"))
IFO = without_basis(UnitRegistered("ifo", "Individ- och familjeomsorg", "sn"))
HELD = without_basis(UnitRegistered("mr", "Till kommunstyrelsens prioriteringar", role=UnitRole.CENTRAL_RESERVE))
CALLED = without_basis(UnitRegistered("medel", "Central medelsreserv"))
BOARDS = (
    *(SN, BUN, IFO, HELD, CALLED),
    *(past(decided(100_00, frame=key(unit))) for unit in ("sn", "bun", "ifo", "mr", "medel", "ks")),
    past(decided(20_00, frame=key("ks", line="cm-2"))),
)
"""Two boards, a unit below one of them, and frames that the council has set for them and for what it gives later."""


WITHOUT_RESERVES = (
    *(SN, BUN, IFO),
    *(past(decided(100_00, frame=key(unit))) for unit in ("sn", "bun", "ifo", "ks")),
)


def supplement(source: FinancingSource, frame: FrameKey) -> SupplementaryAppropriationDecided:
    """sn is given 5 kr out of another frame."""
    return SupplementaryAppropriationDecided(key("sn"), money(5_00), (FinancingLeg(source, 5_00, frame),))


ACROSS_BOARDS: list[AnyFact] = [
    FrameTransferred(key("bun"), key("sn"), money(5_00)),
    TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun")),
    TechnicalAdjustmentMade(key("bun"), money(-5_00), key("sn")),
    TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun"), mirrored=True),
    CentralReserveReleased(key("bun"), key("sn"), money(5_00)),
    supplement(FinancingSource.CENTRAL_RESERVE, key("bun")),
    supplement(FinancingSource.REVENUE, key("bun")),
    ClauseDecided(
        ClauseOutcome.APPROVED, "Pengar flyttas.", facts=(CentralReserveReleased(key("bun"), key("sn"), money(5_00)),)
    ),
]
ANOTHERS: list[AnyFact] = [
    adjusted(-5_00, frame=key("bun")),
    decided(50_00, frame=key("bun")),
    FrameDecided(key("bun"), BUDGET, money(110_00, 10_00)),
    OpeningEntryMade(key("bun"), BUDGET, money(50_00)),
    turnover(5_00, 5_00, frame=key("bun")),
    EfficiencySavingDecided(key("bun"), money(-5_00)),
    OneOffReversed(key("bun"), money(-5_00)),
    TechnicalAdjustmentMade(key("bun"), money(-5_00)),
    FrameTransferred(key("bun"), key("bun", line="skola"), money(5_00)),
]


@pytest.mark.parametrize("fact", ACROSS_BOARDS, ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("body", ["Socialnämnden", "KS", "Barn- och utbildningsnämnden"])
def test_r14_nobody_but_the_council_moves_money_between_boards(fact: AnyFact, body: str) -> None:
    scene = given(*BOARDS)
    assert ACROSS in codes(scene, fact, by(body))
    assert not {ACROSS, OTHERS, RAISED} & {*codes(scene, fact, by("KF"))}
    assert not isinstance(fact, Proposable) or codes(scene, ProposalMade("p", (fact,)), by(body)) == []


@pytest.mark.parametrize("fact", ANOTHERS, ids=lambda fact: type(fact).__name__)
@pytest.mark.parametrize("body", ["Socialnämnden", "KS", "Socialnämden", "sn"])
def test_r14_nobody_but_the_council_and_its_own_board_changes_a_frame(fact: AnyFact, body: str) -> None:
    scene = given(*BOARDS)
    assert OTHERS in codes(scene, fact, by(body))
    assert not {ACROSS, OTHERS, RAISED} & {*codes(scene, fact, by("KF")), *codes(scene, fact, by("BUN"))}


INSIDE: list[tuple[AnyFact, AnyFact]] = [
    (adjusted(5_00, frame=key("ifo")), adjusted(-5_00, frame=key("sn"))),
    (decided(110_00, frame=key("ifo")), decided(90_00, frame=key("sn"))),
    (TechnicalAdjustmentMade(key("ifo"), money(5_00)), TechnicalAdjustmentMade(key("sn"), money(-5_00))),
]
"""What a board gives a unit of its own in one row, and takes from another in the next."""


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("rows", INSIDE, ids=lambda rows: type(rows[0]).__name__)
def test_r12_what_a_board_moves_in_two_rows_raises_no_total(rows: tuple[AnyFact, AnyFact], turned: bool) -> None:
    sn, scene = by("Socialnämnden"), given(*BOARDS)
    facts = rows[::-1] if turned else rows
    assert refused(scene.when_together(*facts, on=sn)) == []
    assert RAISED in refused(scene.when_together(*facts, adjusted(1_00, frame=key("ifo", line="ny")), on=sn))
    assert RAISED in refused(scene.when_together(*facts, adjusted(1_00, frame=key("ifo")), on=sn))
    assert refused(given(*BOARDS, past(rows[1], sn)).when(rows[0], sn)) == [], "recorded before"
    assert RAISED in refused(scene.when(rows[0], sn)), "and alone it does"
    other = by("Socialnämnden", "2026-03-02")
    assert refused(given(*BOARDS, past(rows[1], sn)).when(rows[0], other)) == [], "in a later one: the total stands"
    earlier = by("Socialnämnden", "2026-02-28")
    assert RAISED in refused(given(*BOARDS, past(rows[1], sn)).when(rows[0], earlier)), "and not in an earlier one"


def refused(when: When) -> list[str]:
    """The codes that something is refused for."""
    return [each.code for each in when.verdict.refusals]


def test_r14_a_registered_board_is_held_to_its_unit_also_by_its_other_names() -> None:
    board = without_basis(BodyRegistered("Utbildningsnämnden", BodyKind.BOARD, "bun", aliases=("UN",)))
    scene = given(*BOARDS, board)
    for name in ("Utbildningsnämnden", "UN"):
        assert codes(scene, adjusted(-5_00, frame=key("bun")), by(name, "2026-03-01")) == []
        assert codes(scene, adjusted(-5_00, frame=key("sn")), by(name, "2026-03-01")) == [OTHERS]


def test_r14_of_a_board_that_nobody_has_linked_to_a_unit_only_what_moves_between_boards_can_be_said() -> None:
    scene, board = given(*BOARDS), by("Kultur- och fritidsnämnden")
    assert codes(scene, adjusted(-5_00, frame=key("bun")), board) == []
    assert codes(scene, TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun")), board) == [ACROSS]
    misspelt = by("Socialnämden")
    assert OTHERS in codes(scene, adjusted(-5_00, frame=key("bun")), misspelt), "which may be anybody's"


def test_r14_what_a_board_does_within_its_unit_and_those_below_is_free() -> None:
    scene, sn = given(*BOARDS), by("Socialnämnden")
    for fact in (
        FrameTransferred(key("sn"), key("ifo"), money(5_00)),
        TechnicalAdjustmentMade(key("sn"), money(5_00), key("ifo")),
        CentralReserveReleased(key("sn"), key("ifo"), money(5_00)),
        turnover(5_00, 5_00, frame=key("ifo")),
        decided(50_00, frame=key("ifo")),
        decided(100_00, frame=key("sn")),
    ):
        assert codes(scene, fact, sn) == []
    assert codes(scene, TechnicalAdjustmentMade(key("ifo"), money(5_00), key("bun")), sn) == [ACROSS]


def test_r14_the_same_amount_again_and_a_plan_behind_a_budget_change_nothing() -> None:
    scene = given(*BOARDS)
    assert codes(scene, decided(100_00, frame=key("bun")), by("KS")) == []
    assert codes(scene, decided(50_00, frame=key("bun"), commitment=PLAN), by("KS")) == []


def test_r14_a_frame_that_the_council_has_not_set_is_anybodys() -> None:
    scene = given(BUN, past(decided(100_00, frame=key("bun")), by("KS")))
    assert codes(scene, adjusted(-5_00, frame=key("bun")), by("Socialnämnden")) == []
    assert codes(given(BUN), decided(50_00, frame=key("bun")), by("Socialnämnden")) == []


@pytest.mark.parametrize("reserve", [key("mr"), key("medel"), key("ks", line="cm-2")])
def test_r13_the_executive_gives_out_of_what_is_a_central_reserve(reserve: FrameKey) -> None:
    scene = given(*BOARDS)
    released = CentralReserveReleased(reserve, key("sn"), money(5_00))
    paid = supplement(FinancingSource.CENTRAL_RESERVE, reserve)
    for fact in (released, paid):
        assert codes(scene, fact, by("KS")) == []
        assert codes(scene, fact, by("Kommunstyrelsen")) == []
        assert codes(scene, fact, by("Socialnämnden")) == [ACROSS]
    assert codes(scene, supplement(FinancingSource.REVENUE, reserve), by("KS")) == [ACROSS]
    assert codes(scene, FrameTransferred(reserve, key("sn"), money(5_00)), by("KS")) == [ACROSS]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *(("Centrala lönemedel", True), ("Medelsreserv", True), ("Lönepott", True), ("KS oförutsedda", True)),
        *(("Naturreservatsnämnden", False), ("Reservkraft", False), ("Centralköket", False)),
    ],
)
def test_r13_a_reserve_is_known_by_its_name(name: str, is_one: bool) -> None:
    scene = given(*BOARDS, without_basis(UnitRegistered("pengar", name)), past(decided(100_00, frame=key("pengar"))))
    released = CentralReserveReleased(key("pengar"), key("sn"), money(5_00))
    assert codes(scene, released, by("KS")) == ([] if is_one else [ACROSS])


def test_r13_a_refusal_of_a_release_says_how_money_that_is_set_aside_is_told_and_that_helps() -> None:
    scene = (*BOARDS, without_basis(UnitRegistered("lon", "Prioriteringar")), past(decided(90_00, frame=key("lon"))))
    for fact in (
        CentralReserveReleased(key("lon"), key("sn"), money(5_00)),
        supplement(FinancingSource.CENTRAL_RESERVE, key("lon")),
    ):
        [refused] = given(*scene).when(fact, by("KS")).verdict.refusals
        assert refused.code == ACROSS
        assert refused.right == (
            "ett beslut av fullmäktige, eller av den nämnd som båda enheterna hör till; är pengarna satta åt sidan åt "
            "andra: enheten registrerad med rollen central medelsreserv, eller ”enhets annat namn” som säger att den "
            "är en central medelsreserv"
        )
        named = without_basis(UnitAliasAdded("lon", "Central medelsreserv för löner"))
        assert codes(given(*scene, named), fact, by("KS")) == []
        assert codes(given(*scene, named), fact, by("Socialnämnden")) == [ACROSS]


def test_r13_a_line_of_what_is_nobodys_own_can_be_given_out_of() -> None:
    finance = without_basis(UnitRegistered("fin", "Finansförvaltningen", role=UnitRole.FINANCE))
    lines = [past(decided(90_00, frame=key("fin", line=line))) for line in ("total", "medel")]
    scene = given(*BOARDS, finance, *lines)
    assert codes(scene, CentralReserveReleased(key("fin", line="medel"), key("sn"), money(5_00)), by("KS")) == []
    assert codes(scene, CentralReserveReleased(key("fin"), key("sn"), money(5_00)), by("KS")) == [ACROSS]


def test_r13_a_release_from_a_unit_that_nobody_knows_is_refused_as_that() -> None:
    assert "unit-unknown" in codes(given(*BOARDS), CentralReserveReleased(key("xx"), key("sn"), money(5_00)), by("KS"))


OUTSIDE = SupplementaryAppropriationDecided(
    key("sn"), money(5_00), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 5_00),)
)
"""sn is given 5 kr out of a reserve that is kept outside the ledger."""


def test_r12_what_the_executive_gives_out_of_a_reserve_that_is_not_recorded_is_told_and_not_refused() -> None:
    """D-1: reserve not recorded, a warning. Only the executive gives out of a reserve, and only what it takes there."""
    scene = given(*WITHOUT_RESERVES)
    for body in ("KS", "Kommunstyrelsen"):
        when = scene.when_together(OUTSIDE, on=by(body))
        assert refused(when) == []
        assert "reserve-frame-unknown" in [warning.code for warning in when.verdict.warnings]
    officer = msgspec.structs.replace(by("Ekonomichefen"), delegation="Kommunstyrelsens delegationsordning, 3.2")
    assert refused(scene.when_together(OUTSIDE, on=officer)) == []
    assert refused(scene.when_together(OUTSIDE, on=by("Socialnämnden"))) == [RAISED]
    equity = msgspec.structs.replace(OUTSIDE, financing=(FinancingLeg(FinancingSource.EQUITY, 5_00),))
    assert refused(scene.when_together(equity, on=by("KS"))) == [RAISED]
    own = key("ks")
    twice = msgspec.structs.replace(OUTSIDE, frame=own)
    assert refused(scene.when_together(twice, OUTSIDE, on=by("KS"))) == []
    assert refused(scene.when_together(twice, OUTSIDE, adjusted(1_00, frame=own), on=by("KS"))) == [RAISED]
    assert refused(scene.when_together(adjusted(1_00, frame=own), adjusted(-1_00, frame=own), on=by("KS"))) == []
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Ur reserven.", facts=(OUTSIDE,))
    assert refused(scene.when_together(clause, on=by("KS"))) == []
    first = 5 + len(WITHOUT_RESERVES)
    again = corrected(first, msgspec.structs.replace(OUTSIDE, note="Enligt protokoll."), by("KS"))
    assert refused(given(*WITHOUT_RESERVES, past(OUTSIDE, by("KS"))).when_together(again)) == []


def test_r13_the_executives_own_frame_is_no_reserve_and_who_is_the_executive_can_be_said() -> None:
    named = without_basis(BodyRegistered("Centralnämnden", BodyKind.EXECUTIVE, applies_from=date(2026, 1, 1)))
    released = CentralReserveReleased(key("mr"), key("sn"), money(5_00))
    assert codes(given(*BOARDS), CentralReserveReleased(key("ks"), key("sn"), money(5_00)), by("KS")) == [ACROSS]
    assert codes(given(*BOARDS), released, by("Centralnämnden")) == [ACROSS]
    assert codes(given(*BOARDS, named), released, by("Centralnämnden")) == []


def test_a_frame_is_not_ones_own_because_the_same_decision_sets_it_to_what_it_was() -> None:
    """R-12, R-14: the council set ifo and bun to 100 kr. What a decision says again does not make them its board's."""
    scene, sn = given(*BOARDS), by("Socialnämnden")
    own, others = decided(100_00, frame=key("ifo")), decided(100_00, frame=key("bun"))
    assert codes(scene, own, sn) == codes(scene, others, sn) == []
    raised = scene.when_together(own, adjusted(5_00, frame=key("ifo")), on=sn)
    assert refused(raised) == [RAISED]
    assert refused(scene.when_together(others, adjusted(-5_00, frame=key("bun")), on=sn)) == [OTHERS]
    assert (
        refused(scene.when_together(own, adjusted(5_00, frame=key("ifo")), adjusted(-5_00, frame=key("sn")), on=sn))
        == []
    )
    told = given(*BOARDS, past(own, sn))
    assert codes(told, adjusted(5_00, frame=key("ifo")), sn) == [RAISED], "also when the set came by another command"


SN_AGAIN = past(decided(100_00, frame=key("sn")), by("Socialnämnden", "2026-01-20"))
"""An ordinary internal budget: the board sets its frame to what the council gave it."""


@pytest.mark.parametrize(
    ("fact", "body", "expected"),
    [
        (adjusted(5_00, frame=key("sn")), "Socialnämnden", [RAISED]),
        (decided(105_00, frame=key("sn")), "Socialnämnden", [RAISED]),
        (decided(40_00, frame=key("sn")), "BUN", [OTHERS]),
        (adjusted(-5_00, frame=key("sn")), "KS", [OTHERS]),
        (turnover(5_00, 5_00, frame=key("sn")), "Socialnämnden", []),
        (adjusted(5_00, frame=key("sn")), "KF", []),
    ],
)
def test_a_boards_own_budget_takes_no_frame_from_the_council(fact: AnyFact, body: str, expected: list[str]) -> None:
    assert codes(given(*BOARDS, SN_AGAIN), fact, by(body)) == expected


def test_a_frame_that_only_a_board_has_set_is_its_own() -> None:
    line = key("sn", line="inre")
    there = given(*BOARDS, past(decided(30_00, frame=line), by("Socialnämnden", "2026-01-20")))
    assert codes(there, adjusted(5_00, frame=line), by("Socialnämnden")) == []


def test_r14_what_the_council_has_delegated_is_decided_and_never_the_total() -> None:
    """KL 5:2: the council delegates what is not the budget; a board's own delegates act within that board."""
    scene = given(*BOARDS)
    council = msgspec.structs.replace(by("KS"), delegation="KF § 9 2025-11-24, punkt 4")
    own = msgspec.structs.replace(by("KS"), delegation="Kommunstyrelsens delegationsordning, 3.2")
    officer = msgspec.structs.replace(by("Förvaltningschefen"), delegation="Nämndens delegationsordning, 3.2")
    moved = TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun"))
    assert codes(scene, moved, council) == []
    assert codes(scene, moved, own) == codes(scene, moved, officer) == [ACROSS]
    assert codes(scene, turnover(5_00, 5_00, frame=key("bun")), officer) == []
    assert codes(scene, turnover(5_00, 5_00, frame=key("bun")), own) == [OTHERS]
    assert codes(scene, adjusted(5_00, frame=key("sn")), council) == [RAISED]
    within = TechnicalAdjustmentMade(key("sn"), money(5_00), key("ifo"))
    assert codes(scene, within, officer) == []
    for text, allowed in {
        "Kommunfullmäktiges beslut 2025-11-24": [],
        "KF:s reglemente": [],
        "Socialnämndens delegationsordning 2.1": [ACROSS],
    }.items():
        assert codes(scene, moved, msgspec.structs.replace(by("Förvaltningschefen"), delegation=text)) == allowed
    executive = msgspec.structs.replace(by("Ekonomichefen"), delegation="Kommunstyrelsens delegationsordning, 3.2")
    assert codes(scene, CentralReserveReleased(key("mr"), key("sn"), money(5_00)), executive) == []
    assert codes(scene, CentralReserveReleased(key("bun"), key("sn"), money(5_00)), executive) == [ACROSS]


@pytest.mark.parametrize(
    ("delegation", "allowed"),
    [
        *(("x", False), ("Ja", False), ("Delegationsordning 3.2", False), ("Kultursekreterarens befogenhet", False)),
        *(("Nämndens delegationsordning", True), ("BUN delegationsordning 3.2", True), ("Fullmäktiges beslut", True)),
        ("Socialnämndens delegationsordning", False),
    ],
)
def test_r14_whom_nobody_knows_has_no_more_right_by_any_text_than_who_is_known(delegation: str, allowed: bool) -> None:
    """A body that is not known makes rules stricter, never looser: what is cited must be the right of some board."""
    scene, cut = given(*BOARDS), adjusted(-5_00, frame=key("bun"))
    officer = msgspec.structs.replace(by("Kultursekreteraren"), delegation=delegation)
    assert codes(scene, cut, officer) == ([] if allowed else [OTHERS])
    assert codes(scene, cut, msgspec.structs.replace(by("Kommunfulmäktige"), delegation="Nämnden")) == [OTHERS]
    known = msgspec.structs.replace(by("Socialnämnden"), delegation="x")
    assert codes(scene, cut, known) == [OTHERS]


def test_r14_a_correction_and_the_adoption_of_a_proposal_are_held_to_it() -> None:
    first = 5 + len(BOARDS)
    scene = given(*BOARDS, past(adjusted(-5_00, frame=key("bun")), by("KF")))
    [refused] = scene.when(corrected(first, adjusted(-6_00, frame=key("bun")), by("KS"))).verdict.refusals
    assert (refused.code, refused.where) == (OTHERS, "replacement.fact")
    proposal = past(ProposalMade("p", (TechnicalAdjustmentMade(key("sn"), money(5_00), key("bun")),)), by("KS"))
    adopts = ClauseDecided(ClauseOutcome.APPROVED, "Bifall.", proposal="p")
    assert codes(given(*BOARDS, proposal), adopts, by("Socialnämnden", paragraph="§ 13")) == [ACROSS]
    assert codes(given(*BOARDS, proposal), adopts, by("KF", paragraph="§ 13")) == []


DELEGATED = past(CompetenceDecided("frame-transferred", ("Socialchefen",), within="Socialnämnden"), by("Socialnämnden"))
"""Who moves money in the social board's place."""


@pytest.mark.parametrize("cited", ["Socialnämndens delegationsordning 3.2", None])
def test_r16_who_decides_in_a_boards_place_by_recorded_competence_is_known_and_is_held_to_that_board(
    cited: str | None,
) -> None:
    chief = msgspec.structs.replace(by("Socialchefen", "2026-04-01"), delegation=cited)
    moved, adjusted_own = FrameTransferred(key("sn"), key("ifo"), money(5_00)), adjusted(-5_00, frame=key("sn"))
    scene = given(*BOARDS, DELEGATED)
    expected: dict[AnyFact, list[str]] = {
        moved: [],
        FrameTransferred(key("sn"), key("bun"), money(5_00)): [ACROSS],
        adjusted(-5_00, frame=key("bun")): [OTHERS],
        adjusted_own: [] if cited else [OTHERS],
    }
    for fact, refuses in expected.items():
        verdict = scene.when(fact, chief).verdict
        assert [refusal.code for refusal in verdict.refusals] == refuses
        assert "body-unknown" not in [warning.code for warning in verdict.warnings]
    unrecorded = given(*BOARDS).when(moved, chief).verdict
    assert "body-unknown" in [warning.code for warning in unrecorded.warnings]
    later = msgspec.structs.replace(chief, decided=date(2026, 2, 1))
    assert "body-unknown" in [warning.code for warning in scene.when(moved, later).verdict.warnings], "not yet"


def test_r13_who_decides_in_the_executives_place_gives_out_of_a_reserve() -> None:
    released = CentralReserveReleased(key("mr"), key("sn"), money(5_00))
    rule = CompetenceDecided("central-reserve-released", ("Ekonomichefen",), within="Kommunstyrelsen")
    scene = given(*BOARDS, past(rule, by("Kommunstyrelsen")))
    assert codes(scene, released, by("Ekonomichefen", "2026-04-01")) == []
    assert codes(given(*BOARDS), released, by("Ekonomichefen", "2026-04-01")) == [ACROSS]
