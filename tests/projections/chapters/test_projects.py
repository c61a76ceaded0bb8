"""Projects: until when there is money, whether it is enough, and what may come."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.events import AnyFact, ProposalMade
from ledger.events.projects import (
    ContingentEventNoted,
    CostPressureNoted,
    DecisionPlanned,
    GrantNoted,
    ProjectFinancingDecided,
    ProjectNoted,
    ShortfallForecast,
    StaffingNoted,
    VagueDay,
)
from projections.asking.question import Question
from projections.asking.texts import text_of
from projections.chapters.projects import Project, ProjectsAnswer, projects_answer
from tests.given import AUTHOR, Command, basis
from tests.projections.chapters.conftest import Record

FINANCED = ProjectFinancingDecided("gsit3", "GSIT3", "slk", 500_00, date(2027, 12, 31))


@pytest.fixture
def gsit3(record: Record, stad: OpenLedger) -> OpenLedger:
    """A project that is financed, will not have enough, and awaits a decision; and what is about no project."""
    said: tuple[tuple[str, AnyFact], ...] = (
        ("2026-01-20", FINANCED),
        ("2026-02-10", ShortfallForecast("gsit3", 2027, 20_00)),
        ("2026-02-11", DecisionPlanned("gsit3", "finansiering", VagueDay("under 2026", date(2026, 1, 1)), 2027, 2029)),
        ("2026-02-12", ContingentEventNoted("leverans", "Leveransen införs.", "Interna kostnader.", project="gsit3")),
        ("2026-02-13", CostPressureNoted("swen", "SWEN", "ks", 2030)),
        ("2026-02-14", GrantNoted("bidrag", "Bidrag", amount_ore=300)),
        ("2026-02-15", StaffingNoted("slk", 2026, 4_250, 44)),
        ("2026-02-16", ProjectNoted("lisa", "LISA")),
        ("2026-02-17", ProposalMade("mer", (ProjectFinancingDecided("lisa", "LISA", "sbk", 100),))),
    )
    for day, fact in said:
        record(day, fact)
    return stad


def ask(ledger: OpenLedger, as_of: str = "2026-07-01", **more: object) -> ProjectsAnswer:
    question = Question(as_of=date.fromisoformat(as_of), **more)  # type: ignore[arg-type]
    answer = projects_answer(ledger.model, question).answer
    assert isinstance(answer, ProjectsAnswer)
    return answer


def project(ledger: OpenLedger, name: str, as_of: str = "2026-07-01", **more: object) -> Project:
    [only] = ask(ledger, as_of, name=name, **more).projects
    return only


def test_a_project_is_financed_until_a_day_and_that_is_not_expected_to_be_enough(gsit3: OpenLedger) -> None:
    financed = project(gsit3, "gsit3")
    assert (financed.financed_until, financed.financing_ore, text_of(financed, "financing_ore")) == (
        date(2027, 12, 31),
        500_00,
        "500\u00a0kr",
    )
    assert (financed.unit, financed.unit_name) == ("slk", "Stadsledningskontoret")
    assert financed.says == ("Medlen beräknas inte räcka 2027.", "Mer är att vänta, men ingenting är beslutat om det.")
    assert [noted.origin.event for noted in financed.noted] == [
        "project-financing-decided", "shortfall-forecast", "decision-planned", "contingent-event-noted"
    ]  # fmt: skip
    short, planned = financed.noted[1:3]
    assert (short.year, text_of(short, "amount_ore"), short.origin.stage) == (2027, "20\u00a0kr", None)
    assert (planned.verbatim, planned.earliest, planned.latest) == ("under 2026", date(2026, 1, 1), None)


def test_before_the_shortfall_was_known_it_is_not_said(gsit3: OpenLedger) -> None:
    assert project(gsit3, "gsit3", "2026-01-20").says == ()
    assert ask(gsit3, "2026-01-19").projects == []


def test_after_the_last_day_the_money_is_gone(gsit3: OpenLedger) -> None:
    said = project(gsit3, "gsit3", on=date(2028, 1, 1)).says
    assert said[0] == "Finansieringen gick ut 2027-12-31."


def test_what_is_only_proposed_finances_nothing(gsit3: OpenLedger) -> None:
    undecided = project(gsit3, "lisa")
    assert (undecided.financed_until, undecided.says) == (None, ("Ingen finansiering är registrerad.",))
    [proposed] = undecided.beside
    assert (proposed.origin.stage, proposed.origin.proposal, proposed.amount_ore) == ("proposed", "mer", 100)


def test_what_is_about_no_project_stands_by_itself(gsit3: OpenLedger) -> None:
    others = {other.subject: other for other in ask(gsit3).others}
    assert set(others) == {"pressure:swen", "grant:bidrag", "staffing:slk"}
    assert (others["pressure:swen"].last_year, text_of(others["grant:bidrag"], "amount_ore")) == (2030, "3\u00a0kr")
    staffing = others["staffing:slk"]
    assert (staffing.full_time_hundredths, staffing.employees, staffing.year) == (4_250, 44, 2026)


def test_only_one_unit_or_one_name(gsit3: OpenLedger) -> None:
    of_slk = ask(gsit3, unit="slk")
    assert ([project.project for project in of_slk.projects], [other.subject for other in of_slk.others]) == (
        ["gsit3"],
        ["staffing:slk"],
    )
    assert [other.subject for other in ask(gsit3, name="swen").others] == ["pressure:swen"]
    assert ask(gsit3, name="annat").note == "Inget sådant var beslutat eller antecknat till och med 2026-07-01."


def test_an_unknown_end_and_amount_are_said(application: Application, stad: OpenLedger) -> None:
    application.record("stad", Command((ProjectFinancingDecided("p", "P"),), basis()), AUTHOR, "k")
    stad.runner.catch_up()
    assert project(stad, "p").says == (
        "Till när finansieringen räcker är inte känt.",
        "Finansieringens belopp är inte känt.",
    )
