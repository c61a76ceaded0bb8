"""What holds about services, keys and initiatives, and what each body has said: figures computed by hand."""

from datetime import date

from hypothesis import given as draw
from hypothesis import strategies as st

from ledger.events import Fact, ProposalMade, RecommendationMade, RejectionRecommended
from ledger.events.case import ClauseDecided, ClauseOutcome, ProposalException
from ledger.events.services import (
    AllocationKeyDecided,
    Approval,
    Blocks,
    ChangeInitiativeDecided,
    ConditionAttached,
    FundingDecided,
    FundingForm,
    InitiativeAmount,
    InitiativeAmountKind,
    KeyShare,
    ServiceCategorised,
    ServiceCategory,
    ServiceRegistered,
    ServiceRepackaged,
)
from ledger.meaning.placed import Decided, PlacedFact
from ledger.meaning.services import (
    about,
    allocated,
    amount_in,
    conditions_of,
    key_in_force,
    service_on,
    stated_by_bodies,
)
from ledger.values import Basis, Stage
from tests.given import basis

NEW_YEAR = date(2027, 1, 1)
AI = ChangeInitiativeDecided("ai", "AI", "slk")
BOT = ChangeInitiativeDecided("chatbot", "Chatbot", "slk", amounts=(InitiativeAmount(140, 2026),))
CARD = ChangeInitiativeDecided("kort", "Tjänstekort", "slk")


def placed(number: int, fact: Fact, body: str = "KF") -> PlacedFact:
    """A fact that was said as number so and so."""
    on: Basis = basis(body=body)
    return PlacedFact(
        fact, on, Stage.DECIDED, None, date(2025, 11, 24), Decided(date(2025, 11, 24), 0, "", 0, number), number
    )


def said(*facts: tuple[Fact, str]) -> list[tuple[str, str, str]]:
    """What was said of which initiative, and by whom."""
    spoken = stated_by_bodies(placed(number, fact, body) for number, (fact, body) in enumerate(facts))
    return [
        (statement.fact.initiative, statement.outcome.value, statement.body or "")
        for statement in spoken
        if isinstance(statement.fact, ChangeInitiativeDecided)
    ]


# --- What each body has said ------------------------------------------------------------------------------------


def test_one_body_recommends_what_the_next_leaves_out_and_both_stay() -> None:
    statements = said(
        (ProposalMade("a", (AI, BOT)), "Leverantören"),
        (RecommendationMade("b", (AI, BOT), recommends="a"), "Beredningen"),
        (RecommendationMade("c", (AI,), recommends="b", exceptions=(ProposalException(2, "tas bort"),)), "Gruppen"),
    )
    assert [statement for statement in statements if statement[0] == "chatbot"] == [
        ("chatbot", "proposed", "Leverantören"),
        ("chatbot", "recommended", "Beredningen"),
        ("chatbot", "left-out", "Gruppen"),
    ]


def test_who_recommends_a_proposal_recommends_all_that_it_does_not_speak_of_itself() -> None:
    statements = said((ProposalMade("a", (AI, BOT)), "X"), (RecommendationMade("b", (AI,), recommends="a"), "Y"))
    assert [statement for statement in statements if statement[2] == "Y"] == [
        ("ai", "recommended", "Y"),
        ("chatbot", "recommended", "Y"),
    ]


def test_what_a_body_rejects_it_does_not_recommend_with_the_rest() -> None:
    statements = said(
        (ProposalMade("a", (AI, CARD)), "X"),
        (RecommendationMade("b", (BOT,), recommends="a"), "Y"),
        (RejectionRecommended("a", "avvakta", (2,)), "Y"),
    )
    assert [statement for statement in statements if statement[2] == "Y"] == [
        ("chatbot", "recommended", "Y"),
        ("ai", "recommended", "Y"),
        ("kort", "rejected", "Y"),
    ]


def test_a_rejection_that_names_nothing_is_of_everything_and_a_number_too_high_is_of_nothing() -> None:
    proposal = (ProposalMade("a", (AI, CARD)), "X")
    assert len(said(proposal, (RejectionRecommended("a", "nej"), "Y"))) == 4
    assert len(said(proposal, (RejectionRecommended("a", "nej", (7,)), "Y"))) == 2
    assert said((RejectionRecommended("okänt", "nej"), "Y")) == []


def test_a_clause_that_denies_a_proposal_denies_what_is_in_it() -> None:
    statements = said(
        (ProposalMade("a", (AI,)), "X"), (ClauseDecided(ClauseOutcome.DENIED, "avslås", proposal="a"), "KF")
    )
    assert statements == [("ai", "proposed", "X"), ("ai", "denied", "KF")]


def test_what_nobody_decides_is_only_recorded() -> None:
    [statement] = stated_by_bodies([placed(1, ServiceRegistered("telefoni", "Telefoni", "slk"))])
    assert (statement.outcome.value, statement.holds, statement.speaks_for) == ("stored", True, True)
    assert about([statement], ServiceRegistered, "service:lan") == []


# --- Services and keys ------------------------------------------------------------------------------------------


def test_a_service_on_a_day() -> None:
    facts = (
        ServiceCategorised("telefoni", ServiceCategory.OPTIONAL),
        ServiceRegistered("telefoni", "Telefoni", "slk"),
        ServiceCategorised("telefoni", ServiceCategory.BASE, NEW_YEAR),
        FundingDecided(FundingForm.SHARED, "telefoni", first_year=2027),
        ServiceRepackaged(("telefoni",), ("moten",), ("telefoni",), NEW_YEAR),
    )
    before, after = service_on(facts, "telefoni", date(2026, 12, 31)), service_on(facts, "telefoni", NEW_YEAR)
    assert before is not None
    assert after is not None
    assert before.category is not None
    assert after.category is not None
    assert (before.category.category, before.funding, before.ended) == (ServiceCategory.OPTIONAL, None, False)
    assert (after.category.category, after.ended, len(after.repackaged)) == (ServiceCategory.BASE, True, 1)
    assert service_on(facts, "lan", NEW_YEAR) is None


def key(year: int, name: str = "n", *shares: KeyShare) -> AllocationKeyDecided:
    """A key for telephony."""
    return AllocationKeyDecided(name, ("telefoni",), year, shares=shares)


def test_r_49_a_key_holds_until_another_is_decided() -> None:
    keys = [key(2025), key(2027), key(2027, "ny")]
    assert key_in_force(keys, "telefoni", 2024) is None
    assert key_in_force(keys, "telefoni", 2026) == keys[0]
    assert key_in_force(keys, "telefoni", 2028) == keys[2]
    assert key_in_force(keys, "lan", 2028) is None


def test_r_48_what_is_left_over_goes_to_the_first_id_among_equals() -> None:
    thirds = key(2026, "n", KeyShare("c", 1), KeyShare("a", 1), KeyShare("b", 1))
    assert allocated(100, thirds) == [("a", 34), ("b", 33), ("c", 33)]
    assert allocated(-100, thirds) == [("a", -34), ("b", -33), ("c", -33)]
    assert allocated(100, key(2026)) == []


@draw(st.integers(-(10**15), 10**15), st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 10**6), min_size=1))
def test_r_48_the_parts_are_the_whole_whatever_the_order_of_the_shares(amount: int, shares: dict[str, int]) -> None:
    listed = [KeyShare(unit, share) for unit, share in shares.items()]
    parts = allocated(amount, key(2026, "n", *listed))
    assert sum(ore for _, ore in parts) == amount
    assert parts == allocated(amount, key(2026, "n", *reversed(listed)))
    whole = sum(shares.values())
    assert all(abs(ore * whole - amount * shares[unit]) < whole for unit, ore in parts)


# --- Initiatives ------------------------------------------------------------------------------------------------


def test_r_52_what_is_indicated_is_never_counted() -> None:
    running, indicated = InitiativeAmountKind.RUNNING, Approval.INDICATED
    plan = ChangeInitiativeDecided(
        "domino",
        "Domino",
        "slk",
        amounts=(
            InitiativeAmount(160, 2026),
            InitiativeAmount(160, 2027, approval=indicated),
            InitiativeAmount(-900, 2028, running, indicated),
            InitiativeAmount(-500, 2030, running, indicated),
            InitiativeAmount(77, None, running, indicated),
        ),
    )
    by_year = {year: amount_in(plan, year) for year in (2025, 2026, 2027, 2028, 2029, 2030)}
    assert [(amount.decided_ore, amount.indicated_ore) for amount in by_year.values()] == [
        (0, 0),
        (160, 0),
        (0, 160),
        (0, -900),
        (0, -900),
        (0, -500),
    ]


def test_of_a_condition_that_is_attached_again_the_last_wording_counts() -> None:
    first = ConditionAttached("ciso", "dialog", Blocks.START, "ai")
    again = ConditionAttached("ciso", "dialog och protokoll", Blocks.START, "ai")
    assert conditions_of([first, again, ConditionAttached("annat", "x", Blocks.START, "kort")], "ai") == [again]
