"""Who may raise the total, and who may move money where: the law's floor, below what an organisation says itself."""

from datetime import date

import msgspec
import pytest

from ledger.errors import Refusal
from ledger.events import (
    CentralReserveReleased,
    FrameTransferred,
    LedgerOpened,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    UnitMoved,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis, FrameKind, NetAmount, OrganisationKind
from tests.given import BUDGET, PLAN, adjusted, basis, decided, key, money, transferred, turnover
from tests.ledger.rules.scenario import Given, accepting, corrected, given, past, refusal, warning, without_basis

FRAME = past(decided(100_00))
OTHER = past(decided(50_00, frame=key("sbk")))
RAISED = "total-raised-by-other-body"
ACROSS = "transfer-across-units"
OTHERS = "frame-of-other-unit"


def by(body: str, day: str = "2026-03-01", paragraph: str = "§ 12") -> Basis:
    """A decision by some body."""
    return basis(day, paragraph, body=body)


def codes(scene: Given, *asked: object) -> list[str]:
    """The refusals of what is tried."""
    refusals: tuple[Refusal, ...] = scene.when(*asked).verdict.refusals  # type: ignore[arg-type]
    return [refusal.code for refusal in refusals]


# --- the total -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["KF", "Kommunfullmäktige", "Stockholms kommunfullmäktige"])
def test_r12_the_council_raises_the_total(body: str) -> None:
    assert codes(given(FRAME), adjusted(5_00), by(body)) == []


@pytest.mark.parametrize("body", ["KS", "Regionstyrelsen", "borgarrådsberedningen", "Stadsledningskontoret"])
def test_r12_nobody_else_does(body: str) -> None:
    given(FRAME).when(adjusted(5_00), by(body)).then(refusal(RAISED))
    given(FRAME).when(decided(105_00), by(body)).then(refusal(RAISED))


def test_r12_a_misspelt_council_loosens_nothing() -> None:
    """Design §9: a body that is not known is treated as unknown, which is stricter."""
    misspelt = past(decided(100_00), by("Komunfullmäktige", "2025-11-24"))
    unknown = warning(
        "body-unknown",
        "Organet ”Komunfullmäktige” är varken registrerat eller ett namn som lagen använder, och räknas som okänt. "
        "Närmast: kommunfullmäktige.",
    )
    given().when(decided(100_00), by("Komunfullmäktige")).then(unknown)
    given(misspelt).when(adjusted(5_00), by("KS")).then(refusal(RAISED))
    given(misspelt).when(adjusted(5_00), by("Komunfullmäktige")).then(refusal(RAISED), unknown)
    given(misspelt).when(adjusted(5_00), by("KF")).then()


FOREIGN = [
    (OrganisationKind.MUNICIPALITY, "Regionfullmäktige"),
    (OrganisationKind.MUNICIPALITY, "RF"),
    (OrganisationKind.MUNICIPALITY, "Förbundsdirektionen"),
    (OrganisationKind.REGION, "Kommunfullmäktige"),
    (OrganisationKind.MUNICIPAL_FEDERATION, "Regionfullmäktige"),
    (OrganisationKind.MUNICIPAL_FEDERATION, "KF"),
]


@pytest.mark.parametrize(("kind", "body"), FOREIGN)
def test_r16_the_council_of_another_kind_of_organisation_is_told_and_loosens_nothing(
    kind: OrganisationKind, body: str
) -> None:
    kept_by = LedgerOpened("Den", kind, "212000-0142")
    given(kept_by=kept_by).when(decided(100_00), by(body)).then(warning("body-unknown"))
    if kind is OrganisationKind.MUNICIPAL_FEDERATION:
        return
    scene = given(past(decided(100_00), by(body)), kept_by=kept_by)
    assert codes(scene, adjusted(5_00), by("Nämnden")) == [RAISED]
    registered = without_basis(BodyRegistered(body, BodyKind.BOARD, "slk"))
    assert given(registered, kept_by=kept_by).when(decided(100_00), by(body)).verdict.warnings == ()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (OrganisationKind.MUNICIPALITY, "KF"),
        (OrganisationKind.MUNICIPALITY, "Stadsfullmäktige"),
        (OrganisationKind.REGION, "Regionfullmäktige"),
        (OrganisationKind.REGION, "Fullmäktige"),
        (OrganisationKind.MUNICIPAL_FEDERATION, "Direktionen"),
        (OrganisationKind.MUNICIPAL_FEDERATION, "Förbundsfullmäktige"),
        (OrganisationKind.ASSOCIATION, "Förbundsmötet"),
        (OrganisationKind.COMPANY, "Bolagsstämman"),
        (OrganisationKind.COMPANY, "Kommunfullmäktige"),
        (OrganisationKind.MUNICIPALITY, "Bolagsstämman"),
    ],
)
def test_r16_its_own_highest_body_is_not(kind: OrganisationKind, body: str) -> None:
    given(kept_by=LedgerOpened("Den", kind, "212000-0142")).when(decided(100_00), by(body)).then()


def test_r16_a_registered_alias_is_the_body_itself() -> None:
    council = without_basis(BodyRegistered("Kommunfullmäktige", BodyKind.COUNCIL, aliases=("Fullm.",)))
    given(FRAME).when(adjusted(5_00), by("Fullm.")).then(refusal(RAISED), warning("body-unknown"))
    given(FRAME, council).when(adjusted(5_00), by("Fullm.")).then()


@pytest.mark.parametrize("body", ["Ekonomichefen", "Kommunstyrelsenn", "Regionfulmäktige", "Fullmäktig"])
def test_r16_a_body_that_nobody_knows_is_told(body: str) -> None:
    own = past(decided(100_00), by("KS"))
    given(own).when(adjusted(-5_00), by(body)).then(warning("body-unknown"))
    given(FRAME).when(adjusted(-5_00), by(body)).then(refusal(OTHERS), warning("body-unknown"))


@pytest.mark.parametrize("body", ["Kommunstyrelsens arbetsutskott", "Tekniska nämnden", "KS", "Stockholms KF", "slk"])
def test_r16_a_body_that_is_known_is_not(body: str) -> None:
    told = given(FRAME).when(adjusted(-5_00), by(body)).verdict.warnings
    assert "body-unknown" not in {warning.code for warning in told}


@pytest.mark.parametrize("body", ["KS", "Stadsledningskontoret"])
def test_r12_the_same_or_less_is_no_raise(body: str) -> None:
    assert codes(given(FRAME), adjusted(-5_00), by(body)) == []
    assert codes(given(FRAME), decided(100_00), by(body)) == []
    assert codes(given(FRAME), turnover(5_00, 5_00), by(body)) == []


def test_r12_higher_revenues_are_no_raise_and_lower_ones_are() -> None:
    lower = given(past(decided(100_00))).when(adjusted(0, amount=money(0, -5_00)), by("KS"))
    lower.then(refusal(RAISED), warning("revenues-below-zero"))
    assert codes(given(FRAME), adjusted(0, amount=money(0, 5_00)), by("KS")) == []


def test_r12_it_is_about_what_the_council_has_set() -> None:
    """A board's own division of its frame, and what nobody knows the origin of, are not the council's."""
    own = past(decided(100_00), by("KS"))
    assert codes(given(own), adjusted(5_00), by("KS", paragraph="§ 13")) == []
    assert codes(given(without_basis(OpeningEntryMade(key(), BUDGET, money(100_00)))), adjusted(5_00), by("KS")) == []
    assert codes(given(), adjusted(5_00), by("KS")) == []


def test_r12_the_plan_is_the_councils_as_well() -> None:
    planned = past(decided(100_00, frame=key(year=2028), commitment=PLAN))
    assert codes(given(planned), adjusted(5_00, frame=key(year=2028)), by("KS")) == [RAISED]


def test_r12_what_stood_there_before_the_decision_counts_and_not_what_came_after() -> None:
    """In April the council sets a higher frame; in March the executive sets one below that but above what it was."""
    april = past(decided(200_00), by("KF", "2026-04-01"), "2026-04-02")
    assert codes(given(FRAME, april), decided(150_00), by("KS")) == [RAISED]


@pytest.mark.parametrize("kind", [OrganisationKind.ASSOCIATION, OrganisationKind.COMPANY])
def test_r12_r14_the_law_about_councils_is_not_about_others(kind: OrganisationKind) -> None:
    kept_by = LedgerOpened("Föreningen", kind, "802000-0005")
    scene = given(FRAME, OTHER, kept_by=kept_by)
    assert codes(scene, adjusted(5_00), by("Styrelsen")) == []
    assert codes(scene, transferred(5_00), by("Styrelsen")) == []


def test_r12_a_body_by_another_name_is_the_council_once_that_is_said() -> None:
    named = without_basis(BodyRegistered("Stämman", BodyKind.COUNCIL, applies_from=date(2026, 1, 1)))
    assert codes(given(FRAME), adjusted(5_00), by("stämman")) == [RAISED]
    assert codes(given(FRAME, named), adjusted(5_00), by("stämman")) == []
    assert codes(given(FRAME, named), adjusted(5_00), by("stämman", "2025-12-31")) == [RAISED]


def test_r12_what_the_law_calls_the_council_is_it_whatever_an_older_log_registers() -> None:
    """Nobody can register it as another today; and what it has set is guarded also after such an entry."""
    named = without_basis(BodyRegistered("Fullmäktige", BodyKind.BOARD, applies_from=date(2026, 1, 1)))
    assert codes(given(FRAME, named), adjusted(5_00), by("fullmäktige")) == []
    by_it = past(decided(100_00), by("fullmäktige", "2026-01-19"))
    assert codes(given(named, by_it), adjusted(5_00), by("KS")) == [RAISED]


def test_r12_it_is_stored_when_that_is_what_was_decided() -> None:
    scene = given(FRAME).when(adjusted(5_00), by("KS"), accept=[accepting(RAISED)]).then(warning("rule-accepted"))
    assert scene.costs("2026-03-01") == 105_00


def test_r12_a_correction_is_compared_with_what_was_there_without_the_wrong_entry() -> None:
    scene = given(FRAME, past(adjusted(-5_00), by("KS")))
    [refused] = scene.when(corrected(6, adjusted(5_00), by("KS"))).verdict.refusals
    assert (refused.code, refused.where) == (RAISED, "replacement.fact")
    wrong_body = given(FRAME, past(adjusted(5_00), by("KF")))
    assert [refusal.code for refusal in wrong_body.when(corrected(6, adjusted(5_00), by("KS"))).verdict.refusals] == [
        RAISED
    ]


def test_r15_who_proposes_or_recommends_needs_no_right_to_decide() -> None:
    raised = (adjusted(5_00), transferred(5_00))
    given(FRAME, OTHER).when(ProposalMade("tertial-1", raised), by("Tekniska nämnden")).then()
    given(FRAME, OTHER).when(RecommendationMade("beredd", raised), by("KS")).then()


def test_r13_a_release_out_of_a_central_reserve_raises_no_total() -> None:
    reserve = past(decided(20_00, frame=key("ks", line="reserv")))
    released = CentralReserveReleased(key("ks", line="reserv"), key(), money(5_00))
    assert codes(given(FRAME, reserve), released, by("KS")) == []


# --- from where to where ----------------------------------------------------------------------------------

LINES = past(decided(10_00, frame=key(line="stod")))


def test_r14_a_board_moves_money_inside_its_own_frame() -> None:
    inside = FrameTransferred(key(), key(line="stod"), money(5_00))
    assert codes(given(FRAME, LINES), inside, by("Stadsledningskontoret")) == []


def test_r14_not_to_investments() -> None:
    across = FrameTransferred(key(), key(kind=FrameKind.INVESTMENT), NetAmount(5_00))
    assert codes(given(FRAME), across, by("Stadsledningskontoret")) == ["transfer-across-kinds"]


@pytest.mark.parametrize("body", ["Stadsledningskontoret", "Stadsbyggnadskontoret", "Tekniska nämnden"])
def test_r14_not_to_another_unit(body: str) -> None:
    given(FRAME, OTHER).when(transferred(5_00), by(body)).then(refusal(ACROSS))


@pytest.mark.parametrize("body", ["KF", "Kommunstyrelsen", "KS", "ks"])
def test_r14_the_council_and_the_board_above_both_do(body: str) -> None:
    above = without_basis(UnitRegistered("avd", "Avdelningen", "ks"))
    given(FRAME, OTHER, above).when(transferred(5_00), by(body)).then()


def test_r14_a_unit_that_is_moved_away_is_no_longer_the_boards_to_move_money_from() -> None:
    moved = past(UnitMoved("sbk", date(2026, 3, 1)), by("KF", "2026-02-01"), "2026-02-02")
    scene = given(FRAME, OTHER, moved)
    assert codes(scene, transferred(5_00), by("Kommunstyrelsen", "2026-02-28")) == []
    assert codes(scene, transferred(5_00), by("Kommunstyrelsen", "2026-03-01")) == [ACROSS]


def test_r14_a_body_answers_for_the_unit_that_it_is_registered_with() -> None:
    scene = given(FRAME, OTHER, without_basis(BodyRegistered("Ekonomiutskottet", BodyKind.DELEGATE, "ks")))
    assert codes(scene, transferred(5_00), by("Ekonomiutskottet", "2026-03-01")) == []
    none = given(FRAME, OTHER, without_basis(BodyRegistered("Kommunstyrelsen", BodyKind.EXECUTIVE)))
    assert codes(none, transferred(5_00), by("Kommunstyrelsen", "2026-03-01")) == [ACROSS]


def test_r14_frames_that_the_council_has_not_set_are_moved_between_freely() -> None:
    own = [past(decided(100_00), by("KS")), past(decided(50_00, frame=key("sbk")), by("KS"))]
    assert codes(given(*own), transferred(5_00), by("Stadsledningskontoret")) == []


# --- by delegation ----------------------------------------------------------------------------------------

DELEGATE = without_basis(
    BodyRegistered("Ekonomiutskottet", BodyKind.DELEGATE, "ks", date(2026, 1, 1), aliases=("Ekonomerna i styrelsen",))
)


def test_r17_a_delegate_says_by_what_right() -> None:
    scene, on = given(FRAME, DELEGATE), by("ekonomiutskottet")
    scene.when(adjusted(-5_00), on).then(warning("delegation-not-cited"))
    scene.when(adjusted(-5_00), msgspec.structs.replace(on, delegation="Delegationsordningen, punkt 3.2")).then()


def test_r17_who_proposes_and_who_is_no_delegate_yet_need_not() -> None:
    scene = given(FRAME, DELEGATE)
    scene.when(ProposalMade("tertial-1", (adjusted(5_00),)), by("Ekonomiutskottet")).then()
    old = by("Ekonomerna i styrelsen", "2025-12-31")
    assert "delegation-not-cited" not in {each.code for each in scene.when(adjusted(-5_00), old).verdict.warnings}
    scene.when(adjusted(-5_00), by("Kommunstyrelsen")).then()


def test_r17_a_correction_is_held_to_it_as_well() -> None:
    scene = given(FRAME, past(adjusted(-5_00), by("KF")), DELEGATE)
    scene.when(corrected(6, adjusted(-5_00), by("Ekonomiutskottet"))).then(warning("delegation-not-cited"))


@pytest.mark.parametrize("body", ["Socialnämndens arbetsutskott", "KSAU", "Presidiet", "Ordföranden", "slk:s AU"])
def test_r17_a_committee_decides_by_delegation_also_where_nobody_is_registered(body: str) -> None:
    """KL 6:37. One that is registered as a board is what it is registered as."""
    told = given(FRAME).when(adjusted(-5_00), by(body)).verdict.warnings
    assert "delegation-not-cited" in {warning.code for warning in told}
    cited = msgspec.structs.replace(by(body), delegation="Nämndens delegationsordning 3.2")
    board = without_basis(BodyRegistered(body, BodyKind.BOARD, "slk"))
    for verdict in (given(FRAME).when(adjusted(-5_00), cited), given(FRAME, board).when(adjusted(-5_00), by(body))):
        assert "delegation-not-cited" not in {warning.code for warning in verdict.verdict.warnings}
