"""*Why* on a ledger: a year reckoned by hand, every reason that something is not in a frame, and nonsense."""

from datetime import date
from typing import Any

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import ClauseDecided, ClauseOutcome, FrameDecided, PlanYearCopied, ProposalMade
from ledger.money import PARTS_PER_BILLION
from ledger.values import FrameKind, NetAmount, OperatingAmount
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.frames.why import RECIPE, WhyAnswer, why_answer
from projections.frames.why_lines import FrameWhy
from tests.given import AUTHOR, BUDGET, PLAN, adjusted, basis, command, decided, key, transferred
from tests.projections.a_year import DAY, SLK


def ask(ledger: OpenLedger, as_of: date = DAY, **more: Any) -> WhyAnswer:
    return why_answer(ledger.model, Question(year=2026, as_of=as_of, **more)).answer


def slk(ledger: OpenLedger, as_of: date = DAY, **more: Any) -> FrameWhy:
    [frame] = ask(ledger, as_of, unit="slk", **more).frames
    return frame


def lines(frame: FrameWhy) -> list[tuple[int, int | None, int | None]]:
    return [(line.decision.position, line.change.net_ore, line.balance.net_ore) for line in frame.lines]


def beside(frame: FrameWhy) -> list[tuple[int, str, int | None]]:
    return [(fact.decision.position, fact.part, fact.by) for fact in frame.beside]


def test_the_whole_year_adds_up(year: OpenLedger) -> None:
    frame = slk(year)
    assert lines(frame) == [
        (7, 100_000, 100_000),
        (11, 1_000, 101_000),
        (12, 30, 101_030),
        (13, 400, 101_430),
        (16, 600, 102_030),
        (18, -300, 101_730),
    ]
    assert (frame.amount.costs_ore, frame.amount.net_ore, frame.commitment) == (SLK, SLK, "budget")
    assert beside(frame) == [(5, "replaced", 7), (6, "replaced", 7), (10, "swallowed", 7), (9, "annulled", None)]
    assert [text_of(fact, "part") for fact in frame.beside][2:] == ["beslutat före ramens fastställande", "upphävt"]


def test_the_index_line_has_the_decision_on_the_index(year: OpenLedger) -> None:
    line = slk(year).lines[2]
    assert (line.index, line.index_ppb, line.decision.event) == ("pki", 30_000_000, "index beslutat")
    assert line.decision.text == "KF 2026-04-01, § 6, att-sats 1, KS 2025/1"


def test_an_index_that_is_only_supposed_has_the_decision_it_is_applied_to(year: OpenLedger) -> None:
    before = slk(year, date(2026, 3, 31))
    assert [position for position, _, _ in lines(before)] == [7, 9, 11, 16]
    supposed = slk(year, date(2026, 3, 31), index_ppb=PARTS_PER_BILLION // 10)
    assert lines(supposed)[2:4] == [(11, 1_000, 96_000), (11, 100, 96_100)]


def test_a_condition_that_is_not_met_is_named(year: OpenLedger) -> None:
    [waiting] = [fact for fact in slk(year, date(2026, 4, 30)).beside if fact.part == "conditional"]
    assert (waiting.decision.position, waiting.waits_for, waiting.amount.net_ore) == (13, ("avtal",), 400)


def test_a_transfer_names_the_other_frame_and_that_it_is_annulled_later(year: OpenLedger) -> None:
    line = slk(year, date(2026, 9, 9)).lines[1]
    assert (line.change.net_ore, line.counterparts, line.annulled_on) == (
        -5_000,
        ("sbk drift 2026",),
        date(2026, 9, 10),
    )


def test_as_known_before_it_was_corrected_it_was_what_was_recorded(year: OpenLedger) -> None:
    assert (15, 900) in [(position, ore) for position, ore, _ in lines(slk(year, known_at=15))]
    corrected = next(line for line in slk(year).lines if line.decision.position == 16)
    assert corrected.decision.corrects == 15


def test_all_units_together_have_their_totals(year: OpenLedger) -> None:
    answer = ask(year)
    assert [frame.unit for frame in answer.frames] == ["sbk", "slk"]
    assert [(total.kind, total.net_ore) for total in answer.totals] == [("operating", SLK + 50_000), ("investment", 0)]
    assert (answer.recipe, answer.organisation, answer.note) == (RECIPE, "Staden", None)


def test_one_kind_of_money_is_asked_for_and_echoed(year: OpenLedger) -> None:
    answer = ask(year, kind=FrameKind.INVESTMENT)
    assert (answer.frames, answer.coordinates.kind) == ([], FrameKind.INVESTMENT)
    assert answer.note is not None


def test_a_net_frame_and_a_proposal_are_explained_too(application: Application, stad: OpenLedger) -> None:
    net_only = FrameDecided(key(), BUDGET, NetAmount(500))
    application.record("stad", command(net_only, adjusted(20)), AUTHOR, "k1")
    application.record("stad", command(ProposalMade("alliansen", (decided(700), adjusted(11)))), AUTHOR, "k2")
    stad.runner.catch_up()
    frame = slk(stad)
    assert [(line.balance.net_ore, line.balance.costs_ore) for line in frame.lines] == [(500, None), (520, None)]
    proposed = ask(stad, proposal="alliansen")
    assert lines(proposed.frames[0]) == [(7, 700, 700), (7, 11, 711)]
    assert proposed.proposal is not None
    assert "Enligt förslaget alliansen" in proposed.frames[0].text


def test_a_copied_plan_year_names_the_frame_it_copies_and_has_its_note(
    application: Application, stad: OpenLedger
) -> None:
    copied = PlanYearCopied(key(year=2029), key(year=2028), OperatingAmount(500, 0), note="Oförändrad.")
    plan = FrameDecided(key(year=2028), PLAN, OperatingAmount(500, 0))
    application.record("stad", command(plan, copied), AUTHOR, "k1")
    stad.runner.catch_up()
    [line] = why_answer(stad.model, Question(year=2029, as_of=DAY)).answer.frames[0].lines
    assert (line.copies, line.note, line.counterparts) == (key(year=2028), "Oförändrad.", ())
    [original] = why_answer(stad.model, Question(year=2028, as_of=DAY)).answer.frames[0].lines
    assert (original.copies, original.note) == (None, None)


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"known_at": 0}, "Ingenting var registrerat än: liggaren fanns inte."),
        ({"known_at": 4}, "Inga ramar för 2026 var registrerade vid position 4. År: inga alls."),
        ({"as_of": date(2020, 1, 1)}, "Ingenting för 2026 var beslutat till och med 2020-01-01."),
    ],
)
def test_an_empty_answer_says_why(year: OpenLedger, asked: dict[str, Any], note: str) -> None:
    answer = ask(year, **asked)
    assert (answer.frames, answer.note) == ([], note)


def test_nonsense_is_refused_by_name(year: OpenLedger) -> None:
    for code, asked in (("position-beyond-head", {"known_at": 20}), ("unit-unknown", {"unit": "slx"})):
        with pytest.raises(Refused) as caught:
            ask(year, **asked)
        assert caught.value.refusals[0].code == code
    with pytest.raises(Refused, match="inget rimligt budgetår"):
        why_answer(year.model, Question(year=3026))
    assert why_answer(year.model, Question(year=2026, as_of=DAY, known_at=19)).settled
    assert not why_answer(year.model, Question(year=2026)).settled


def test_a_clause_that_decides_one_transfer_names_its_other_frame(application: Application, stad: OpenLedger) -> None:
    """A clause may decide several facts: each is a line of its own, with the citation of the clause."""
    clause = ClauseDecided(ClauseOutcome.APPROVED, "Ramarna fastställs.", facts=(decided(900), transferred(100)))
    application.record("stad", command(decided(500, frame=key("sbk"))), AUTHOR, "k1")
    application.record("stad", command(clause, on=basis("2025-12-01", "§ 14", 2)), AUTHOR, "k2")
    stad.runner.catch_up()
    first, last = slk(stad).lines
    assert (first.what, first.change.net_ore) == ("ram beslutad (budget)", 900)
    assert (last.what, last.change.net_ore, last.counterparts) == ("ram överförd", -100, ("sbk drift 2026",))
    assert first.decision.text == last.decision.text == "KF 2025-12-01, § 14, att-sats 2, KS 2025/1"
    sbk = ask(stad, unit="sbk").frames[0]
    assert lines(sbk) == [(5, 500, 500), (6, 100, 600)]


def test_a_decision_without_legal_force_stands_beside_when_that_is_asked_for(year: OpenLedger) -> None:
    """Nothing has been noticed, so nothing has gained legal force."""
    frame = slk(year, legal_force=True)
    assert frame.lines == ()
    assert {fact.part for fact in frame.beside} == {"without-legal-force", "annulled"}
    assert "ingenting räknas" in frame.text
