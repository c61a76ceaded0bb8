"""What a case's events say about themselves: proposals touch no frame, clauses touch what they decide."""

from ledger.events import (
    ApplicationMade,
    ClauseDecided,
    ClauseOutcome,
    DissentKind,
    DissentRecorded,
    RecommendationMade,
    RejectionRecommended,
)
from tests.given import adjusted, key, transferred


def test_a_recommendation_is_found_by_its_own_name_and_by_what_it_recommends() -> None:
    assert RecommendationMade("r", (adjusted(1),), recommends="p").tags() == ("proposal:r", "proposal:p")
    assert RejectionRecommended("p", "Nej.").tags() == ("proposal:p",)


def test_an_application_touches_no_frame() -> None:
    application = ApplicationMade("f", (adjusted(1),))
    assert (application.tags(), application.frames(), application.units()) == (("proposal:f",), (), ("slk",))


def test_a_clause_touches_everything_that_it_adopts_and_decides() -> None:
    clause = ClauseDecided(
        ClauseOutcome.APPROVED, "Bifall.", "f", facts=(adjusted(1, frame=key("ks")),), adopted=(transferred(1),)
    )
    assert clause.decides() == (transferred(1), adjusted(1, frame=key("ks")))
    assert clause.tags() == ("proposal:f", key().tag, key("sbk").tag, key("ks").tag)
    assert (clause.frames(), clause.units()) == ((key(), key("sbk"), key("ks")), ("slk", "sbk", "ks"))


def test_only_an_approval_moves_anything() -> None:
    moves = {outcome for outcome in ClauseOutcome if ClauseDecided(outcome, "Text.").moves}
    assert moves == {ClauseOutcome.APPROVED, ClauseOutcome.PARTLY}


def test_a_dissent_touches_nothing() -> None:
    """R-20."""
    dissent = DissentRecorded("m", DissentKind.RESERVATION, claims=("10 miljarder kronor",))
    assert (dissent.tags(), dissent.frames(), dissent.units()) == (("dissent:m",), (), ())
