"""What every answer about frames stands on: which units, which proposal, and what does not go together."""

from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import ClauseDecided, ClauseOutcome, FrameAdjusted, ProposalMade, UnitRegistered
from ledger.meaning.later_acts import Role
from ledger.values import Stage
from projections.asking.frame_query import (
    FrameView,
    frame_view,
    ground_of,
    why_empty,
)
from projections.asking.question import Question
from projections.running.standing import standing
from projections.tables.frames import FrameScope, facts_at, facts_in
from projections.tables.register import later_acts_at
from projections.tables.units import organisation_at, stated_at, stated_in
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money

DAY = date(2026, 12, 1)


@pytest.fixture
def city(application: Application, stad: OpenLedger) -> OpenLedger:
    """`skol` below `slk`, with a frame of its own, and two proposals."""
    application.record("stad", Command((UnitRegistered("skol", "Skolan", parent="slk"),)), AUTHOR, "units")
    frames = (decided(100), decided(40, frame=key("skol")), decided(7, frame=key("sbk")))
    application.record("stad", command(*frames), AUTHOR, "frames")
    more = command(ProposalMade("mer", (adjusted(5), adjusted(3, frame=key("skol")))), on=basis("2026-02-01", "§ 2"))
    application.record("stad", more, AUTHOR, "mer")
    less = command(ProposalMade("mindre", (decided(90),)), on=basis("2026-02-02", "§ 3"))
    application.record("stad", less, AUTHOR, "mindre")
    stad.runner.catch_up()
    return stad


TWO_LEVELS = "slk och skol under slk har båda ramar (drift); summan räknar båda."


def ask(ledger: OpenLedger, **more: Any) -> FrameView:
    question = Question(**{"year": 2026, "as_of": DAY, **more})
    with ledger.model.reading(question.known_at) as (cursor, place):
        return frame_view(cursor, question, place, ledger.model.later_acts_cache)


def refusal(ledger: OpenLedger, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        ask(ledger, **more)
    [reason] = caught.value.refusals
    return reason.code, reason.where


def costs(view: FrameView) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in view.parts:
        if part.role is Role.COUNTED:
            sums[part.fact.unit] = sums.get(part.fact.unit, 0) + (part.fact.costs_ore or 0)
    return sums


def test_what_is_fetched_at_once_is_what_its_parts_fetch_alone(rich: OpenLedger) -> None:
    """The same rows, in the same order and of the same types, at every position and as far as there is."""
    rich.runner.catch_up()
    question = Question(year=2026, as_of=DAY)
    with rich.model.cursor() as cursor:
        head = standing(cursor).position
        for position in (None, *range(head + 1)):
            standing_there, ground = ground_of(question, cursor, position)
            at = head if position is None else position
            assert standing_there == standing(cursor)
            assert facts_in(ground.facts) == facts_at(cursor, FrameScope(2026), at, DAY)
            assert stated_in(ground.statements, DAY, later_acts_at(cursor, at)) == stated_at(cursor, at, DAY)
            organisation = organisation_at(cursor, at) or {"name": None}
            assert ground.organisation == organisation["name"]
        assert facts_at(cursor, FrameScope(2026), head, DAY), "there was something to compare"


def test_a_subtree_is_a_unit_and_everything_below_it(city: OpenLedger) -> None:
    assert costs(ask(city)) == {"slk": 100, "skol": 40, "sbk": 7}
    assert costs(ask(city, unit="slk")) == {"slk": 100}
    below = ask(city, unit="slk", subtree=True)
    assert (costs(below), below.coordinates.subtree) == ({"slk": 100, "skol": 40}, True)
    assert costs(ask(city, unit="ks", subtree=True)) == {"slk": 100, "skol": 40, "sbk": 7}
    assert costs(ask(city, unit="skol", subtree=True)) == {"skol": 40}
    assert costs(ask(city, subtree=True)) == {"slk": 100, "skol": 40, "sbk": 7}


def test_a_unit_without_a_frame_of_its_own_is_told_of_those_below_it(city: OpenLedger) -> None:
    for asked, told in ((Question(year=2026, as_of=DAY, unit="ks"), True), (Question(year=2026, as_of=DAY), False)):
        with city.model.reading(None) as (cursor, place):
            view = frame_view(cursor, asked, place)
            assert ("subtree" in why_empty(cursor, view)) is told


def test_proposals_are_laid_on_what_is_decided_in_the_order_in_which_they_are_named(city: OpenLedger) -> None:
    assert costs(ask(city, laid=("mer",))) == {"slk": 105, "skol": 43, "sbk": 7}
    assert costs(ask(city, laid=("mer", "mindre"))) == {"slk": 90, "skol": 43, "sbk": 7}
    assert costs(ask(city, laid=("mindre", "mer"))) == {"slk": 95, "skol": 43, "sbk": 7}
    assert ask(city, laid=("mer",)).coordinates.laid == ("mer",)


def test_nothing_is_laid_before_anybody_has_proposed_it(city: OpenLedger) -> None:
    assert refusal(city, laid=("mer",), as_of=date(2026, 1, 31)) == ("proposal-unknown", "with")
    assert refusal(city, laid=("mer",), known_at=8) == ("proposal-unknown", "with")
    assert refusal(city, laid=("ingen",)) == ("proposal-unknown", "with")


def test_a_proposal_is_not_laid_on_another_proposal(city: OpenLedger) -> None:
    assert refusal(city, laid=("mer",), proposal="mindre") == ("coordinate-invalid", "with")
    assert refusal(city, laid=("mer",), stage=Stage.PROPOSED) == ("coordinate-invalid", "with")


def test_a_unit_nobody_has_registered_is_refused_with_its_subtree_too(city: OpenLedger) -> None:
    assert refusal(city, unit="slx") == ("unit-unknown", None)
    assert refusal(city, unit="slx", subtree=True) == ("unit-unknown", None)


def test_a_year_that_no_budget_is_about_is_refused(city: OpenLedger) -> None:
    assert refusal(city, year=26) == ("year-out-of-range", None)


def test_figures_that_wait_for_an_index_say_so_until_it_is_decided_or_supposed(
    application: Application, city: OpenLedger
) -> None:
    growing = command(FrameAdjusted(key(), money(10), index="pki"), on=basis("2026-03-01", "§ 4"))
    application.record("stad", growing, AUTHOR, "growing")
    city.runner.catch_up()
    assert ask(city).remarks == (TWO_LEVELS, "Utan index pki, som inte är beslutat: slk drift 2026.")
    assert ask(city, index_ppb=30_000_000).remarks == (TWO_LEVELS,)
    assert ask(city, unit="skol").remarks == ()


def test_what_units_below_have_more_than_the_unit_itself_is_told_where_the_sum_stands(
    application: Application, city: OpenLedger
) -> None:
    """R-14: slk has 100 and skol, below it, gets 6 more than that."""
    now = costs(ask(city))
    moved = command(adjusted(now["slk"] - now["skol"] + 6_00, frame=key("skol")), on=basis("2026-03-01", "§ 4"))
    application.record("stad", moved, AUTHOR, "moved")
    city.runner.catch_up()
    beyond = "Tillsammans har enheterna närmast under slk 6 kr mer netto än slk självt."
    assert ask(city).remarks == (f"{TWO_LEVELS} {beyond}".replace("6 kr", "6\u00a0kr"),)


def test_a_frame_of_changes_alone_is_held_against_no_other(application: Application, city: OpenLedger) -> None:
    """What ks was before it was changed nobody knows, so neither by how much slk below it has more."""
    changed = command(adjusted(1, frame=key("ks")), on=basis("2026-03-01", "§ 4"))
    application.record("stad", changed, AUTHOR, "changed")
    city.runner.catch_up()
    assert all("Tillsammans" not in remark for remark in ask(city).remarks)


def test_a_proposal_that_is_adopted_is_laid_once_more_with_a_remark(application: Application, city: OpenLedger) -> None:
    adopted = ClauseDecided(ClauseOutcome.APPROVED, "att anta mer", proposal="mer")
    application.record("stad", command(adopted, on=basis("2026-05-01", "§ 9")), AUTHOR, "adopted")
    city.runner.catch_up()
    assert ask(city, laid=("mer",), as_of=date(2026, 4, 30)).remarks == (TWO_LEVELS,)
    [_, remark] = ask(city, laid=("mer",)).remarks
    assert remark.startswith("Förslaget mer är redan antaget av KF 2026-05-01 (position 11)")
    assert costs(ask(city, laid=("mer",)))["slk"] == 110


def test_two_proposals_that_set_the_same_frame_are_told_apart(application: Application, city: OpenLedger) -> None:
    rival = command(ProposalMade("annat", (decided(80),)), on=basis("2026-02-03", "§ 4"))
    application.record("stad", rival, AUTHOR, "annat")
    city.runner.catch_up()
    assert ask(city, laid=("mindre", "annat")).remarks == (
        TWO_LEVELS,
        "slk drift 2026 fastställs av flera av förslagen (mindre, annat); det som läggs på sist gäller.",
    )
    assert ask(city, laid=("mindre", "mer")).remarks == (TWO_LEVELS,)
