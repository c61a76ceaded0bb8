"""Where a fact in an answer comes from, and whether it counts: settled, perhaps, waiting, proposed, or not there."""

from datetime import date
from typing import Any

import pytest

from ledger.events import Fact
from ledger.events.equity import ReservationToppedUp
from ledger.events.projects import ProjectNoted
from ledger.meaning.later_acts import Annulment, LaterActs, Met
from ledger.meaning.placed import PlacedFact
from ledger.values import Basis, DecisionReference, Stage
from projections.asking.fact_origin import (
    FactStanding,
    beside,
    origin_of,
    standing_of,
)
from projections.asking.question import Question, coordinates_of
from projections.asking.read_model import Place
from projections.asking.register_query import AnswerHead, RegisterGround
from projections.running.standing import RunnerStanding
from tests.given import basis, between, decided_place

TOP_UP = ReservationToppedUp("smart-stad", 1)
DAY = date(2026, 3, 1)


def placed(
    on: Basis | None, fact: Fact = TOP_UP, stage: Stage = Stage.DECIDED, proposal: str | None = None
) -> PlacedFact:
    """A fact in its place, recorded on 2 July 2026."""
    earliest, decided = decided_place(on, date(2026, 7, 2), 5)
    return PlacedFact(fact, on, stage, proposal, earliest, decided, 5)


def ground(*facts: PlacedFact, as_of: date = DAY, question: Question | None = None, **after: object) -> RegisterGround:
    """What an answer stands on."""
    later_acts = LaterActs(**after)  # type: ignore[arg-type]
    asking = question or Question()
    at = Place(5, fixed=True, standing=RunnerStanding(5, 5, None))
    head = AnswerHead(ledger="stad", coordinates=coordinates_of(asking, 5), recipe="r", organisation=None, stale=None)
    nothing_more: Any = None  # what is asked here looks in no read model
    return RegisterGround(asking, list(facts), later_acts, as_of, as_of, None, [], head, at, nothing_more)


def waiting() -> Basis:
    """A decision on a condition."""
    on = basis("2026-02-01")
    return Basis(on.body, on.decided, on.source, on.case_number, on.paragraph, on.clause, conditions=("bokslut",))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (basis("2026-03-01"), FactStanding.COUNTED),
        (basis("2026-03-02"), None),
        (between("2026-02-01", "2026-04-01"), FactStanding.UNDETERMINED),
        (between("2026-03-02", "2026-04-01"), None),
        (waiting(), FactStanding.CONDITIONAL),
        (None, None),
    ],
    ids=["decided", "not yet", "perhaps", "not yet at all", "waits for a condition", "recorded later"],
)
def test_what_counts_on_the_first_of_march(on: Basis | None, expected: FactStanding | None) -> None:
    assert standing_of(ground(), placed(on)) is expected


def test_a_met_condition_makes_it_count_and_a_proposal_never_does() -> None:
    assert standing_of(ground(met={"bokslut": (Met(DAY),)}), placed(waiting())) is FactStanding.COUNTED
    proposed = placed(basis("2026-02-01"), stage=Stage.PROPOSED, proposal="p")
    assert standing_of(ground(), proposed) is FactStanding.PROPOSED


def test_what_a_court_has_annulled_is_not_there() -> None:
    annulled = (Annulment(DecisionReference("KF", "KS 2025/1", "§ 12"), date(2026, 2, 20)),)
    assert standing_of(ground(annulments=annulled), placed(basis("2026-02-01"))) is None


def test_what_stands_beside_is_all_that_does_not_count_of_what_is_asked_about() -> None:
    proposed = placed(basis("2026-02-01"), stage=Stage.RECOMMENDED, proposal="p")
    facts = (placed(basis("2026-02-01")), placed(waiting()), proposed)

    def standings(**asked: object) -> list[FactStanding]:
        asking = Question(**asked)  # type: ignore[arg-type]
        return [how for _, how in beside(ground(*facts, question=asking), facts)]

    assert standings() == [FactStanding.CONDITIONAL, FactStanding.PROPOSED]
    assert standings(stage=Stage.RECOMMENDED) == standings(proposal="p") == [FactStanding.PROPOSED]
    assert list(beside(ground(*facts), ())) == []


def test_an_origin_says_who_when_and_where_it_is_written() -> None:
    origin = origin_of(placed(waiting()), FactStanding.CONDITIONAL)
    assert (origin.event, origin.position, origin.stage, origin.body) == (
        "reservation-topped-up",
        5,
        Stage.DECIDED,
        "KF",
    )
    assert (origin.decided_earliest, origin.decided_latest) == (date(2026, 2, 1), date(2026, 2, 1))
    assert (origin.conditions, origin.source) == (("bokslut",), "Protokoll")


def test_what_nobody_decides_has_no_stage_unless_it_is_proposed() -> None:
    noted = ProjectNoted("p", "P")
    assert origin_of(placed(None, noted), FactStanding.COUNTED).stage is None
    assert origin_of(placed(None, noted), FactStanding.COUNTED).decided_earliest is None
    proposed = placed(basis(), noted, Stage.PROPOSED, "p")
    assert origin_of(proposed, FactStanding.PROPOSED).stage is Stage.PROPOSED
