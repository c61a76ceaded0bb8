"""Frames as the command line shows them, in figures worked out by hand."""

from datetime import date

from api.app import Application, OpenLedger
from api.tables.frames import frames_tables, remarks, year_table
from ledger.events import FrameDecided, JudgmentGiven, JudgmentOutcome
from ledger.money import AmountUnit
from ledger.values import DecisionReference, FrameKind, InvestmentAmount
from projections.asking.question import Question
from projections.frames.current import frames_answer
from tests.api.tables.showing import shown
from tests.given import AUTHOR, BUDGET, PLAN, Command, command, decided, key, money


def test_years_stand_side_by_side_and_a_missing_frame_is_a_dash(application: Application, stad: OpenLedger) -> None:
    budget, plan = decided(250_000_000), decided(260_000_000, frame=key(year=2027), commitment=PLAN)
    investment = FrameDecided(key(kind=FrameKind.INVESTMENT), BUDGET, InvestmentAmount(330_000_000, 0))
    line = decided(10_000_000, frame=key(line="stod"))
    application.record("stad", command(budget, plan, investment, line), AUTHOR, "k")
    stad.runner.catch_up()
    answers = [frames_answer(stad.model, Question(year=year)).answer for year in (2026, 2027)]
    lines = shown(year_table(answers, "slk", AmountUnit.MILLIONS)).splitlines()
    assert [line.split() for line in lines[1:3]] == [["2026", "2027"], ["budget", "plan"]]
    assert ["Netto", "2,5", "2,6"] in [line.split() for line in lines]
    assert ["Utgifter", "3,3", "–"] in [line.split() for line in lines]
    assert ["Drift,", "stod"] in [line.split() for line in lines]
    assert ["Netto", "0,1", "–"] in [line.split() for line in lines]


def test_a_warning_is_shown_once_with_all_its_positions(application: Application, stad: OpenLedger) -> None:
    late = [decided(100, frame=key(unit, 2030), commitment=PLAN) for unit in ("slk", "sbk")]
    application.record("stad", command(*late), AUTHOR, "k")
    stad.runner.catch_up()
    answer = frames_answer(stad.model, Question(year=2030)).answer
    [remark] = remarks([answer])
    assert shown(remark).strip() == (
        "⚠ 2030 ligger utanför den treåriga ekonomiska planen 2026–2028 (KL 11:6). (position 5–6)"
    )


def test_a_figure_that_waits_for_an_index_says_so_and_its_sum_too(application: Application, stad: OpenLedger) -> None:
    """Göteborg's frames: 1 136 mnkr + index, before the council has decided the index."""
    waiting = FrameDecided(key(), BUDGET, money(113_600_000_000), index="kf-index-2026")
    settled = FrameDecided(key("sbk"), BUDGET, money(3_700_000_000, 100_000_000))
    application.record("stad", command(waiting, settled), AUTHOR, "k")
    stad.runner.catch_up()
    answer = frames_answer(stad.model, Question(year=2026)).answer
    text = shown(frames_tables([answer], AmountUnit.MILLIONS))
    lines = [line.split() for line in text.splitlines()]
    assert ["Stadsledningskontoret", "budget", "1", "136", "+", "index", "0", "1", "136", "+", "index"] in lines
    assert ["Stadsbyggnadskontoret", "budget", "37", "1", "36"] in lines
    assert ["Summa", "1", "173", "+", "index", "1", "1", "172", "+", "index"] in lines
    assert "⚠ + index: kf-index-2026 är inte beslutat; beloppen är utan det." in text
    year = shown(year_table([answer], "slk", AmountUnit.MILLIONS))
    assert ["Netto", "1", "136", "+", "index"] in [line.split() for line in year.splitlines()]


def test_a_total_beside_lines_of_its_own_is_remarked(application: Application, stad: OpenLedger) -> None:
    application.record("stad", command(decided(100), decided(40, frame=key(line="stab"))), AUTHOR, "k")
    stad.runner.catch_up()
    answer = frames_answer(stad.model, Question(year=2026)).answer
    said = "slk drift: både ”total” och egna poster (stab) har belopp; summan räknar alla."
    assert answer.remarks == (said,)
    assert f"⚠ {said}" in shown(frames_tables([answer], AmountUnit.MILLIONS))


def test_a_decision_that_is_annulled_later_says_so_before_that_day(application: Application, stad: OpenLedger) -> None:
    application.record("stad", command(decided(250_000_000)), AUTHOR, "k1")
    decision = DecisionReference("KF", "KS 2025/1", "§ 12")
    judged = JudgmentGiven(
        decision,
        "Förvaltningsrätten",
        JudgmentOutcome.ANNULLED,
        date(2026, 8, 1),
        date(2026, 9, 1),
        final_ground="Lagakraftbevis",
    )
    application.record("stad", Command((judged,)), AUTHOR, "k2")
    stad.runner.catch_up()
    answers = [
        frames_answer(stad.model, Question(year=2026, as_of=day)).answer
        for day in (date(2026, 8, 31), date(2026, 9, 1))
    ]
    texts = [shown(frames_tables([answer], AmountUnit.MILLIONS)) for answer in answers]
    assert ["upphävt av en dom, från och med 2026-09-01" in text for text in texts] == [True, False]
