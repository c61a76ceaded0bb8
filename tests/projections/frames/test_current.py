"""Answers: what is echoed, what is refused, and what is said when there is nothing to say."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any, Final

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.embedded import EmbeddedServer
from ledger.log.migrations import create_ledger
from ledger.values import Stage
from ledger.when import today
from projections.asking.question import Coordinates, Question
from projections.frames.current import RECIPE, FramesAnswer, frames_answer
from projections.tables.frames import ProposalHead
from tests.conftest import cloned
from tests.given import AUTHOR, command, decided
from tests.projections.rich import rich_beginning

DAY: Final = date(2026, 3, 1)
HEAD: Final = 43


@pytest.fixture(scope="module")
def known(server: EmbeddedServer) -> Iterator[OpenLedger]:
    """The rich ledger, taken in. For tests that only read."""
    with cloned(server) as database, closing(Application(database)) as application:
        ledger = rich_beginning(application)
        ledger.runner.catch_up()
        yield ledger


def ask(ledger: OpenLedger, year: int = 2026, as_of: date | None = DAY, **more: Any) -> FramesAnswer:
    return frames_answer(ledger.model, Question(year=year, as_of=as_of, **more)).answer


def refused(ledger: OpenLedger, **more: Any) -> Refusal:
    with pytest.raises(Refused) as caught:
        ask(ledger, **more)
    [refusal] = caught.value.refusals
    return refusal


def nets(answer: FramesAnswer) -> dict[str, int | None]:
    return {f"{frame.unit} {frame.line} {frame.kind}": frame.net_ore for frame in answer.frames}


# --- Coordinates --------------------------------------------------------------------------------------------


def test_the_coordinates_are_echoed_with_the_position_they_came_to(known: OpenLedger) -> None:
    answer = ask(known)
    assert answer.coordinates == Coordinates(year=2026, as_of=DAY, known_at=None, position=HEAD, stage=Stage.DECIDED)
    assert (answer.ledger, answer.recipe, answer.organisation) == ("stad", RECIPE, "Stockholms stad")
    assert ask(known, as_of=None).coordinates.as_of == today()
    narrow = ask(known, known_at=8, unit="slk", line="total").coordinates
    assert narrow == Coordinates(
        year=2026, as_of=DAY, known_at="8", position=8, stage=Stage.DECIDED, unit="slk", line="total"
    )
    assert ask(known, known_at=date(2099, 1, 1)).coordinates.known_at == "2099-01-01"


def test_the_position_in_an_answer_is_the_known_one_and_never_the_head(known: OpenLedger) -> None:
    assert ask(known, known_at=8, min_position=20).coordinates.position == 8


def test_the_same_coordinates_give_the_same_bytes(known: OpenLedger) -> None:
    first, second = (msgspec.json.encode(ask(known, known_at=HEAD)) for _ in range(2))
    assert first == second


def test_names_are_those_of_the_position(known: OpenLedger) -> None:
    assert ask(known, known_at=3).organisation == "Staden"
    named = [{frame.unit: frame.unit_name for frame in ask(known, known_at=at).frames}["sbk"] for at in (8, HEAD)]
    assert named == ["Stadsbyggnadskontoret", "Stadsbyggnadsförvaltningen"]


# --- One unit, one line -------------------------------------------------------------------------------------


def test_a_question_about_a_unit_or_a_line_is_answered_with_that_alone(known: OpenLedger) -> None:
    everything = nets(ask(known))
    assert nets(ask(known, unit="slk")) == {name: ore for name, ore in everything.items() if name.startswith("slk")}
    assert nets(ask(known, line="stod")) == {"slk stod operating": -700}
    assert nets(ask(known, unit="sbk", line="stod")) == {}


def test_an_unknown_unit_is_refused_with_those_there_are(known: OpenLedger) -> None:
    refusal = refused(known, unit="slx")
    assert (refusal.code, refusal.asserted, refusal.right) == ("unit-unknown", "slx", "ks, sbk, slk")
    assert refused(known, unit="slk", known_at=2).right == "ks", "it was registered at position 3"
    assert ask(known, unit="slk", known_at=0).frames == [], "nothing at all was registered, and that is the answer"


# --- Proposals ----------------------------------------------------------------------------------------------


def test_what_is_proposed_is_never_in_a_decided_frame(known: OpenLedger) -> None:
    """At positions 14, 15 and 16 there are proposals and a recommendation, and the decided frames stay as they were."""
    assert [nets(ask(known, known_at=at)) for at in (14, 15, 16)] == [nets(ask(known, known_at=13))] * 3


def test_rival_proposals_are_never_summed_but_refused_with_their_names(known: OpenLedger) -> None:
    refusal = refused(known, stage=Stage.PROPOSED, known_at=15)
    assert refusal.code == "proposal-ambiguous"
    assert refusal.detail == "2 förslag finns för 2026; de summeras aldrig."
    assert refusal.right == "proposal=… med ett av: alliansen (KF); oppositionen (KF)"


def test_the_only_proposal_needs_no_name(known: OpenLedger) -> None:
    """The rival is withdrawn at position 28."""
    answer = ask(known, stage=Stage.PROPOSED, known_at=28)
    assert answer.proposal == ProposalHead("alliansen", "proposed", "KF", None, "Protokoll")
    assert (answer.coordinates.proposal, answer.coordinates.stage) == ("alliansen", Stage.PROPOSED)
    assert nets(answer) == {"slk total operating": 92_000}


def test_a_proposal_is_asked_for_by_its_name(known: OpenLedger) -> None:
    """`alliansen` sets slk to 90 000, raises it by 500, and moves 1 000 from it to sbk, which it does not set."""
    named = ask(known, proposal="alliansen", known_at=15)
    assert nets(named) == {"sbk total operating": 1_000, "slk total operating": 89_500}
    assert named.coordinates.stage is Stage.PROPOSED
    assert nets(ask(known, proposal="oppositionen", known_at=15)) == {
        "sbk total operating": 70_000,
        "slk total operating": 80_000,
    }


def test_a_recommendation_has_a_stage_of_its_own(known: OpenLedger) -> None:
    recommended = ask(known, stage=Stage.RECOMMENDED, known_at=20)
    assert (nets(recommended), recommended.coordinates.proposal) == ({"slk total operating": 91_000}, "beredningen")
    assert ask(known, proposal="beredningen", known_at=20).coordinates.stage is Stage.RECOMMENDED
    assert refused(known, proposal="beredningen", stage=Stage.PROPOSED, known_at=20).code == "proposal-unknown"


def test_a_recommendation_that_was_a_decision_is_one_no_longer(known: OpenLedger) -> None:
    """Position 31 corrects it into a change of the decided frame by 100, with the day of that decision."""
    after = ask(known, stage=Stage.RECOMMENDED, known_at=31)
    assert (after.frames, after.proposal) == ([], None)
    assert refused(known, proposal="beredningen", known_at=31).code == "proposal-unknown"
    before, since = (nets(ask(known, known_at=at))["slk total operating"] for at in (30, 31))
    assert (before, since) == (97_900, 98_000)  # 100 000 − 5 500 + 3 000 + 400, and then + 100


def test_a_corrected_proposal_is_the_new_one_and_only_that(known: OpenLedger) -> None:
    assert nets(ask(known, proposal="alliansen", known_at=26)) == {
        "sbk total operating": 1_000,
        "slk total operating": 89_500,
    }
    assert nets(ask(known, proposal="alliansen", known_at=27)) == {"slk total operating": 92_000}


def test_a_withdrawn_name_is_gone_until_it_is_used_again(known: OpenLedger) -> None:
    assert nets(ask(known, proposal="oppositionen", known_at=27)) != {}
    assert refused(known, proposal="oppositionen", known_at=28).code == "proposal-unknown"
    assert refused(known, proposal="oppositionen", known_at=32, as_of=date(2026, 2, 9)).code == "proposal-unknown"
    assert nets(ask(known, proposal="oppositionen", known_at=32)) == {
        "sbk total operating": 70_000,
        "slk total operating": 80_000,
    }


def test_a_proposal_is_not_there_before_its_day(known: OpenLedger) -> None:
    """`alliansen` was made on 1 October, `oppositionen` the day after: in between there is one and no ambiguity."""
    first = ask(known, stage=Stage.PROPOSED, known_at=15, as_of=date(2025, 10, 1))
    assert first.coordinates.proposal == "alliansen"
    none = ask(known, stage=Stage.PROPOSED, known_at=15, as_of=date(2025, 9, 30))
    assert (none.frames, none.coordinates.proposal) == ([], None)
    assert none.note == "Inget förslag för 2026 var lagt till och med 2025-09-30."
    assert refused(known, proposal="alliansen", known_at=15, as_of=date(2025, 9, 30)).code == "proposal-unknown"


def test_a_proposal_is_not_a_decision(known: OpenLedger) -> None:
    refusal = refused(known, stage=Stage.DECIDED, proposal="alliansen")
    assert (refusal.code, refusal.right) == ("coordinate-invalid", "stage=proposed eller stage=recommended")
    assert refused(known, proposal="liberalerna").code == "proposal-unknown"


# --- Nothing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"known_at": 0}, "Ingenting var registrerat än: liggaren fanns inte."),
        ({"known_at": 4}, "Inga ramar för 2026 var registrerade vid position 4. År: inga alls."),
        ({"year": 2031}, "Inga ramar för 2031 var registrerade vid position 43. År: 2026, 2027."),
        ({"as_of": date(2025, 1, 1), "known_at": 9}, "Ingenting för 2026 var beslutat till och med 2025-01-01."),
        (
            {"unit": "ks", "line": "stod"},
            (
                "Ingenting för 2026, enheten ks, anslagsposten stod var beslutat till och med 2026-03-01. "
                "Enheterna under den är med om man frågar efter hela delträdet (subtree)."
            ),
        ),
        ({"stage": Stage.RECOMMENDED}, "Inga förslag för 2026 var registrerade vid position 43."),
        ({"stage": Stage.PROPOSED, "year": 2027}, "Inga förslag för 2027 var registrerade vid position 43."),
        ({"proposal": "alliansen", "unit": "ks"}, "Förslaget alliansen säger ingenting om 2026, enheten ks."),
        ({"proposal": "alliansen", "year": 2027}, "Förslaget alliansen säger ingenting om 2027."),
    ],
)
def test_an_empty_answer_says_why(known: OpenLedger, asked: dict[str, Any], note: str) -> None:
    answer = ask(known, **asked)
    assert (answer.frames, answer.undetermined, answer.note) == ([], [], note)
    assert [total.frames for total in answer.totals] == [0, 0]


def test_an_answer_that_is_not_empty_says_nothing_more(known: OpenLedger) -> None:
    assert ask(known).note is None
    only_undetermined = ask(known, known_at=11, as_of=date(2025, 10, 1))
    assert (only_undetermined.frames, only_undetermined.note) == ([], None)
    assert {frame.unit for frame in only_undetermined.undetermined} == {"sbk", "ks"}, "the opening entries"


def test_a_ledger_that_has_been_made_but_not_opened_says_so(application: Application, stad: OpenLedger) -> None:
    create_ledger(application.database, "tom")
    empty = application.ledger("tom")
    assert ask(empty).note == "Ingenting var registrerat än: liggaren fanns inte."
    assert ask(empty).organisation is None


# --- Behind -------------------------------------------------------------------------------------------------


def test_an_answer_that_lacks_the_newest_entries_says_so(application: Application, stad: OpenLedger) -> None:
    stad.runner.catch_up()
    application.record("stad", command(decided(25_000)), AUTHOR, "k1")
    behind = ask(stad)
    assert behind.stale is not None
    assert (behind.stale.position, behind.stale.head, behind.stale.reason) == (4, 5, "Framräkningen pågår.")
    assert ask(stad, known_at=4).stale is None, "at an explicit position nothing is lacking"
    stad.runner.catch_up()
    assert ask(stad).stale is None
