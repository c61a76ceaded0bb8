"""What if: on the hand-reckoned year and on a ledger of the test's own; every amount is reckoned by hand."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refused
from ledger.events import (
    AnyFact,
    ClauseDecided,
    ClauseOutcome,
    ConditionMet,
    FrameAdjusted,
    IndexDecided,
    JudgmentGiven,
    JudgmentOutcome,
    ProposalMade,
    RecordingErrorCorrected,
    Replacement,
    UnitMoved,
    UnitRegistered,
)
from ledger.recording import record
from ledger.values import DecisionReference
from projections.asking.cause import Cause
from projections.asking.question import GroupBy, Question
from projections.frames.current import frames_answer
from projections.frames.what_if import RECIPE, WhatIfAnswer, what_if_answer
from tests.given import AUTHOR, Command, adjusted, basis, command, decided, key, money
from tests.projections.a_year import DAY, SLK, a_year

MARCH = date(2026, 3, 31)
BUDGET_OF_2026 = DecisionReference("KF", "KS 2025/1", "§ 12", decided_on=date(2025, 11, 24))
IN_MAY = basis("2026-05-04", "§ 20")


def what_if(ledger: OpenLedger, what: Command | None, **asked: Any) -> WhatIfAnswer:
    question = Question(**{"as_of": DAY, **asked})
    return what_if_answer(ledger.model, question, what, None if what is None else AUTHOR).answer


def nets(answer: WhatIfAnswer, year: int = 2026) -> dict[str, tuple[int | None, int | None]]:
    """Each unit's net before and after, where it would change."""
    [supposed_year] = [supposed_year for supposed_year in answer.years if supposed_year.year == year]
    return {unit.unit: (unit.before.net_ore, unit.after.net_ore) for unit in supposed_year.units if unit.causes}


def put(ledger: OpenLedger, *facts: AnyFact, on: Any = None) -> int:
    """Records facts, and takes them in. Returns the last position."""
    last = record(ledger.log, "stad", command(*facts, on=on), AUTHOR).last_position
    ledger.runner.catch_up()
    return last or 0


# --- A decision that nobody has recorded ------------------------------------------------------------------------


def test_a_supplement_before_and_after(year: OpenLedger) -> None:
    answer = what_if(year, command(adjusted(7_000), on=IN_MAY))
    assert nets(answer) == {"slk": (SLK, SLK + 7_000)}
    [supposed_year] = answer.years
    [total] = supposed_year.totals
    assert (total.before.net_ore, total.change.net_ore, total.after.net_ore) == (SLK + 50_000, 7_000, SLK + 57_000)
    [step] = supposed_year.steps
    assert (step.cause, step.decision.position, step.decision.paragraph) == (Cause.SUPPOSED, 20, "§ 20")
    assert [(change.unit, change.change.costs_ore) for change in step.changes] == [("slk", 7_000)]
    assert (answer.recipe, answer.remarks, answer.note) == (RECIPE, (), None)
    assert [warning.code for warning in answer.warnings] == ["rule-accepted"]  # nothing pays for it (KL 11:15)
    assert (answer.coordinates.year, answer.coordinates.as_of, answer.coordinates.position) == (None, DAY, 19)


def test_nothing_is_stored(year: OpenLedger) -> None:
    question = Question(year=2026, as_of=DAY)
    before = (year.log.head(), msgspec.json.encode(frames_answer(year.model, question).answer))
    for _ in range(2):
        answered = what_if_answer(year.model, question, command(adjusted(7_000), on=IN_MAY), AUTHOR)
        assert not answered.settled, "what the rules say is what they say now"
    assert (year.log.head(), msgspec.json.encode(frames_answer(year.model, question).answer)) == before


def test_every_year_that_is_touched_is_answered_unless_one_is_asked_for(year: OpenLedger) -> None:
    what = command(adjusted(1), adjusted(2, frame=key(year=2027)), decided(3, frame=key("sbk", 2028)), on=IN_MAY)
    answer = what_if(year, what)
    assert [supposed_year.year for supposed_year in answer.years] == [2026, 2027, 2028]
    assert nets(answer, 2028) == {"sbk": (0, 3)}
    asked = what_if(year, what, year=2027)
    assert ([supposed_year.year for supposed_year in asked.years], asked.coordinates.year) == ([2027], 2027)
    assert asked.remarks == ("Det som läggs på rör också 2026 och 2028.",)
    untouched = what_if(year, what, year=2030)
    assert untouched.years[0].note == "Inga ramar för 2030 var registrerade vid position 19. År: 2026."


def test_the_warnings_are_those_of_recording_it_now(year: OpenLedger) -> None:
    answer = what_if(year, command(adjusted(1), adjusted(2, frame=key(year=2027)), on=IN_MAY))
    assert [(warning.code, warning.fact) for warning in answer.warnings] == [("rule-accepted", 0), ("frame-not-set", 1)]


def test_what_the_rules_refuse_is_refused_as_by_recording_it(year: OpenLedger) -> None:
    bad = command(adjusted(1, frame=key("okand")), adjusted(-900_000), on=IN_MAY)
    with pytest.raises(Refused) as what_if_refused:
        what_if(year, bad)
    with pytest.raises(Refused) as refused:
        record(year.log, "stad", bad, AUTHOR)
    assert what_if_refused.value.refusals == refused.value.refusals
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-unknown", "frame-would-be-negative"]


def test_a_change_decided_before_the_budget_is_swallowed_and_says_so(year: OpenLedger) -> None:
    answer = what_if(year, command(adjusted(700), on=basis("2025-10-02", "§ 3")))
    [supposed_year] = answer.years
    assert (nets(answer), supposed_year.steps, supposed_year.note) == (
        {},
        [],
        "Det som läggs på ändrar ingen av ramarna.",
    )
    assert [warning.code for warning in answer.warnings] == ["swallowed"]


def test_on_a_day_before_it_is_decided_it_comes_last(year: OpenLedger) -> None:
    """On 31 March slk is 100 000 + 1 000 + 600 − 5 000; the index, the condition and the adjustment come later."""
    answer = what_if(year, command(adjusted(7_000), on=IN_MAY), as_of=MARCH)
    assert nets(answer) == {"slk": (96_600, 103_600)}
    assert answer.remarks == ("Beslutsdagen 2026-05-04 ligger efter 2026-03-31: det läggs på som det sista den dagen.",)


def test_at_an_earlier_position_it_is_laid_on_what_was_known_there(year: OpenLedger) -> None:
    assert nets(what_if(year, command(adjusted(7_000), on=IN_MAY), known_at=7)) == {"slk": (100_000, 107_000)}
    assert nets(what_if(year, command(adjusted(7_000), on=IN_MAY), known_at=0)) == {"slk": (0, 7_000)}


def test_a_cut_and_a_grouping(year: OpenLedger) -> None:
    what = command(adjusted(1), adjusted(2, frame=key("sbk")), on=IN_MAY)
    assert nets(what_if(year, what, unit="sbk")) == {"sbk": (50_000, 50_002)}
    top = what_if(year, what, by=GroupBy.TOP)
    assert nets(top) == {"ks": (SLK + 50_000, SLK + 50_003)}
    assert top.coordinates.by is GroupBy.TOP


# --- What changes decisions that stand --------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_what_it_corrects(year: OpenLedger) -> None:
    """600 that was first recorded as 900 (entry 15, corrected by 16) would have been 650."""
    correct = RecordingErrorCorrected(16, "600 är 650", Replacement(adjusted(650), basis("2026-03-20", "§ 9")))
    what = Command((correct,))
    assert nets(what_if(year, what)) == {"slk": (SLK, SLK + 50)}
    assert nets(what_if(year, what, known_at=15, as_of=MARCH)) == {"slk": (96_900, 96_650)}, "of 900, as known then"
    later = what_if(year, what, as_of=date(2026, 3, 1))
    assert nets(later) == {}
    assert later.remarks == ("Det som rättas är beslutat 2026-03-20, efter 2026-03-01, och syns därför inte här.",)
    [unknown] = [what_if(year, what, known_at=14, as_of=MARCH)]
    assert unknown.remarks == ("Posten 16, som rättas, var inte registrerad vid position 14.",)
    assert nets(unknown) == {"slk": (96_000, 96_650)}


def test_a_withdrawal(year: OpenLedger) -> None:
    answer = what_if(year, Command((RecordingErrorCorrected(8, "hör till en annan stad"),)))
    assert nets(answer) == {"sbk": (50_000, 0)}
    [step] = answer.years[0].steps
    assert (step.decision.corrects, step.decision.event) == (8, "registreringsfel rättat")


def test_a_judgment_revives_what_the_budget_replaced(year: OpenLedger) -> None:
    """Without the budget for slk and for sbk: the plan, and all that was decided since it."""
    judgment = JudgmentGiven(
        BUDGET_OF_2026,
        "HFD",
        JudgmentOutcome.ANNULLED,
        date(2026, 6, 1),
        date(2026, 6, 20),
        final_ground="Lagakraftbevis",
    )
    what = Command((judgment,))
    answer = what_if(year, what)
    assert nets(answer) == {"slk": (SLK, SLK - 100_000 + 90_000 + 2_000 + 700), "sbk": (50_000, 0)}
    assert [supposed_year.year for supposed_year in answer.years] == [2026]
    earlier = what_if(year, what, as_of=MARCH)
    assert nets(earlier) == {"slk": (96_600, 89_300), "sbk": (55_000, 5_000)}
    assert earlier.remarks == (
        "Beslutsdagen 2026-06-20 ligger efter 2026-03-31: det läggs på som det sista den dagen.",
    )


def test_a_judgment_that_is_not_final_changes_nothing_yet(year: OpenLedger) -> None:
    answer = what_if(year, Command((JudgmentGiven(BUDGET_OF_2026, "HFD", JudgmentOutcome.ANNULLED, MARCH),)))
    assert (answer.years, answer.note) == ([], "Det som läggs på ändrar inga ramar.")
    assert answer.remarks == ("Domen är inte slutlig, och ändrar därför ingenting ännu.",)


def test_a_condition_that_is_met_and_one_that_is_waited_for(stad: OpenLedger) -> None:
    waits = msgspec.structs.replace(IN_MAY, conditions=("tomt",))
    put(stad, decided(1_000))
    waiting = what_if(stad, command(adjusted(10), on=waits))
    assert (nets(waiting), waiting.remarks) == ({}, ("Räknas inte förrän villkoren är uppfyllda: tomt.",))
    put(stad, adjusted(10), on=waits)
    met = what_if(stad, command(ConditionMet("tomt"), on=basis("2026-06-01", "§ 21")))
    assert nets(met) == {"slk": (1_000, 1_010)}
    both = what_if(stad, command(ConditionMet("tomt"), on=basis("2026-06-01", "§ 21")), as_of=date(2026, 5, 10))
    assert nets(both) == {"slk": (1_000, 1_010)}, "laid last on the day that is asked for"


def test_an_index_that_is_decided(stad: OpenLedger) -> None:
    put(stad, decided(1_000), FrameAdjusted(key("sbk"), money(2_000), index="pki"))
    answer = what_if(stad, command(IndexDecided("pki", 30_000_000), on=IN_MAY))
    assert nets(answer) == {"sbk": (2_000, 2_060)}
    laid = what_if(stad, command(FrameAdjusted(key(), money(100), index="pki"), on=IN_MAY))
    assert nets(laid) == {"slk": (1_000, 1_100)}
    assert laid.remarks[0].startswith("Beloppen är utan det index som inte är beslutat: pki.")
    supposed = what_if(stad, command(FrameAdjusted(key(), money(100), index="pki"), on=IN_MAY), index_ppb=30_000_000)
    assert (nets(supposed), supposed.remarks) == ({"slk": (1_000, 1_103)}, ())


def test_what_touches_no_frame_is_not_laid(year: OpenLedger) -> None:
    facts = (UnitMoved("sbk", date(2026, 9, 1), "ks"), UnitRegistered("ny", "Nytt kontor"))
    alone = what_if(year, command(*facts, on=IN_MAY))
    assert (alone.years, alone.note) == ([], "Det som läggs på ändrar inga ramar.")
    assert alone.remarks == ("Läggs inte på, eftersom det inte ändrar någon ram: enhet flyttad, enhet registrerad.",)
    beside = what_if(year, command(*facts, decided(5, frame=key("ny")), on=IN_MAY), by=GroupBy.TOP)
    assert nets(beside) == {"ny": (0, 5)}, "a unit that nobody has registered has no place in the tree"


def test_a_proposal_in_the_file_is_only_a_proposal(year: OpenLedger) -> None:
    answer = what_if(year, command(ProposalMade("p", (adjusted(5),)), on=IN_MAY))
    assert answer.years == []
    assert answer.remarks[0].startswith("Förslaget p läggs inte på, eftersom det bara är föreslaget.")


def test_a_clause_that_adopts_a_proposal(stad: OpenLedger) -> None:
    put(stad, decided(1_000))
    put(stad, ProposalMade("p", (adjusted(5), adjusted(6, frame=key("sbk")))))
    clause = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", proposal="p", facts=(adjusted(1),))
    answer = what_if(stad, command(clause, on=IN_MAY))
    assert nets(answer) == {"slk": (1_000, 1_006), "sbk": (0, 6)}
    assert answer.years == what_if(stad, command(clause, on=IN_MAY)).years


# --- Named proposals --------------------------------------------------------------------------------------------


def proposed(ledger: OpenLedger) -> None:
    """A budget of 1 000, a proposal of 50 more, and a rival that sets it to 900 the year after too."""
    put(ledger, decided(1_000))
    put(ledger, ProposalMade("mer", (adjusted(50),)), on=basis("2026-02-01", "§ 2"))
    rival = ProposalMade("mindre", (decided(900), decided(900, frame=key(year=2027))))
    put(ledger, rival, on=basis("2026-02-02", "§ 3"))


def test_proposals_are_laid_in_order_and_in_every_year_they_touch(stad: OpenLedger) -> None:
    proposed(stad)
    more = what_if(stad, None, laid=("mer",))
    assert ([year.year for year in more.years], nets(more)) == ([2026], {"slk": (1_000, 1_050)})
    [step] = more.years[0].steps
    assert (step.decision.event, step.decision.position, step.acts_on) == ("förslag", 6, DAY)
    both = what_if(stad, None, laid=("mindre", "mer"))
    assert (nets(both), nets(both, 2027)) == ({"slk": (1_000, 950)}, {"slk": (0, 900)})
    other_way = what_if(stad, None, laid=("mer", "mindre"))
    assert nets(other_way) == {"slk": (1_000, 900)}
    assert [step.decision.position for step in other_way.years[0].steps] == [6, 7]
    assert both.coordinates.laid == ("mindre", "mer")


def test_what_stands_against_adopting_it_now_is_told(stad: OpenLedger) -> None:
    proposed(stad)
    put(stad, ProposalMade("for-mycket", (adjusted(-5_000),)), on=basis("2026-02-04", "§ 4"))
    answer = what_if(stad, None, laid=("mer", "for-mycket"))
    [objection] = answer.refusals
    assert (objection.proposal, objection.code, objection.acceptable) == ("for-mycket", "frame-would-be-negative", True)
    assert nets(answer) == {"slk": (1_000, -3_950)}, "it is shown all the same: who asks should see it"


def test_a_proposal_that_is_adopted_already_is_laid_once_more_and_says_so(stad: OpenLedger) -> None:
    proposed(stad)
    clause = ClauseDecided(ClauseOutcome.APPROVED, "att bifalla", proposal="mer")
    put(stad, clause, on=basis("2026-03-01", "§ 9"))
    answer = what_if(stad, None, laid=("mer",))
    assert nets(answer) == {"slk": (1_050, 1_100)}
    assert answer.remarks == (
        "Förslaget mer är redan antaget av KF 2026-03-01 (position 8); här läggs det på en gång till.",
    )


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"laid": ("mer", "ingens", "nagons")}, ["proposal-unknown", "proposal-unknown"]),
        ({"laid": ("mer",), "as_of": date(2026, 1, 31)}, ["proposal-unknown"]),
        ({"laid": ("mer",), "known_at": 5}, ["proposal-unknown"]),
        ({"laid": ("mer",), "known_at": 99}, ["position-beyond-head"]),
        ({"laid": ("mer",), "unit": "okand"}, ["unit-unknown"]),
        ({"laid": ("mer",), "year": 1066}, ["year-out-of-range"]),
    ],
)
def test_nonsense_is_refused(stad: OpenLedger, asked: dict[str, Any], codes: list[str]) -> None:
    proposed(stad)
    with pytest.raises(Refused) as refused:
        what_if(stad, None, **asked)
    assert [refusal.code for refusal in refused.value.refusals] == codes


def test_what_the_figures_of_a_year_are_without_is_told_with_it(application: Application) -> None:
    year = a_year(application)
    put(year, FrameAdjusted(key("sbk"), money(10), index="loner"), on=IN_MAY)
    [supposed_year] = what_if(year, command(adjusted(1), on=basis("2026-05-03", "§ 30"))).years
    assert supposed_year.remarks == (
        "slk och sbk under slk har båda ramar (drift); summan räknar båda.",
        "Utan index loner, som inte är beslutat: sbk drift 2026.",
    )
