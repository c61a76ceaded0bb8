"""R-05: the decision that something comes of is found in the ledger by any of its names, and no more is read for it."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import AnyFact, JudgmentGiven, JudgmentOutcome, UnitRegistered
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.log.entry import Look
from ledger.log.log import Log
from ledger.log.tags import Tags
from ledger.looking.perhaps_meant import looks_elsewhere
from ledger.looking.state import State, fold
from ledger.recording import record
from ledger.values import Basis, DecisionReference
from tests.given import AUTHOR, SOURCE, adjusted, basis, decided, key, opening
from tests.ledger.trying import put

DAY = date(2025, 12, 15)
ON = Basis("KF", DAY, SOURCE, "KS 2025/8", "§ 120", 1)
BY_UNIT = Basis("sn", date(2026, 1, 20), SOURCE, None, "§ 12", 1)


@pytest.fixture
def log(own_log: Log) -> Log:
    """A frame, a change of it in § 120 of a case and another by a board that is called by its unit's id."""
    record(own_log, "stad", opening(), AUTHOR)
    put(own_log, UnitRegistered("sn", "Socialnämnden"))
    put(own_log, BodyRegistered("Socialnämnden", BodyKind.BOARD, "sn", aliases=("SOC",)), on=basis("2025-01-01", "§ 1"))
    put(own_log, decided(400_00), decided(100_00, frame=key("sn")), on=basis())
    put(own_log, adjusted(-10_00), on=ON)
    put(own_log, adjusted(-5_00, frame=key("sn")), on=BY_UNIT)
    return own_log


def annulled(meant: DecisionReference) -> JudgmentGiven:
    return JudgmentGiven(
        meant, "FR", JudgmentOutcome.ANNULLED, date(2026, 5, 1), date(2026, 6, 1), final_ground="Lagakraftbevis"
    )


@pytest.mark.parametrize(
    "meant",
    [
        DecisionReference("KF", decided_on=DAY),
        DecisionReference("Kommunfullmäktige", None, "120"),
        DecisionReference("Kommunfulmäktige", "KS 2025/8", "§ 120", 1, DAY),
        DecisionReference("Socialnämnden", None, "§ 12", 1, date(2026, 1, 20)),
        DecisionReference("SOC", None, "12 §"),
        DecisionReference("soc", decided_on=date(2026, 1, 20)),
    ],
)
def test_what_no_name_leads_to_is_found_in_the_ledger(log: Log, meant: DecisionReference) -> None:
    assert put(log, annulled(meant)) == ["decision-named-otherwise"]
    head = log.head()
    assert put(log, annulled(replace(meant, body="Byggnadsnämnden"))) in ([], ["decision-named-otherwise"])
    assert meant.case_number is not None or log.head() == head + 1, "of another body there is none"


def test_two_years_are_found_without_a_day(log: Log) -> None:
    put(log, adjusted(-6_00), on=replace(ON, decided=date(2024, 12, 16), case_number="KS 2024/8"))
    meant = DecisionReference("KF", None, "§ 120")
    assert put(log, annulled(meant)) == ["decision-named-otherwise"]
    put(log, adjusted(-7_00), on=replace(ON, decided=date(2023, 12, 18), case_number=None))
    assert put(log, annulled(meant)) == ["decision-of-several-days"]


class Asked:
    """A log that remembers what it was asked for."""

    def __init__(self, log: Log):
        self.log, self.beginnings = log, list[str]()

    def beginning(self, beginnings: list[str]) -> list[str]:
        self.beginnings += beginnings
        return self.log.tags_beginning(beginnings)

    def first_under(self, tags: list[str]) -> list[object]:
        return list(Tags(self.log).first_under(tags))


def elsewhere(log: Log, *facts: AnyFact, looks: tuple[Look, ...]) -> tuple[list[str], list[str]]:
    """The tags to look under, and how the tags began that were asked for."""
    asked, state = Asked(log), fold(log.read(looks)[0])
    found = looks_elsewhere(asked, state, facts)  # type: ignore[arg-type]
    return [look.tag for look in found], asked.beginnings


ORGANISATION = Look("organisation")


def test_what_is_found_by_its_name_is_looked_for_nowhere_else(log: Log) -> None:
    of_case = Look("case:ks/2025/8")
    known = annulled(DecisionReference("KF", "KS 2025/8", "§ 120"))
    assert elsewhere(log, known, adjusted(1_00), looks=(ORGANISATION, of_case)) == ([], [])
    assert looks_elsewhere(None, State(), (known,)) == ()


def test_of_a_day_only_its_own_paragraphs_are_read(log: Log) -> None:
    put(log, adjusted(-6_00), on=replace(ON, paragraph="§ 121", decided=date(2025, 12, 16)))
    tags, beginnings = elsewhere(log, annulled(DecisionReference("KF", decided_on=DAY)), looks=(ORGANISATION,))
    assert [tag for tag in tags if tag.startswith("paragraph:kommunfullmäktige/§")] == [
        "paragraph:kommunfullmäktige/§120/2025"
    ]
    names = ("fullmäktige", "kommunfullmäktige", "stadsfullmäktige")
    assert beginnings == [f"paragraph:{name}/" for name in names]
