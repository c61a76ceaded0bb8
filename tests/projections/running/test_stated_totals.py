"""What documents state, held against the entries of a whole log: a changed amount is told by its position, with what is
stated and what is calculated; what an entry says of itself is no fault."""

from typing import Final

import pytest
from msgspec.structs import replace

from api.app import Application, OpenLedger
from ledger.events import AnyFact, FrameDecided, OutcomeRecorded, ProposalMade, RecordingErrorCorrected, Replacement
from ledger.events.bridges import BridgeAmount, BridgeRecorded, BridgeStep, StepKind
from ledger.events.fees import (
    ChargeRounding,
    ChargeRow,
    ChargeTotal,
    FeeBaseRecorded,
    FeeBaseRow,
    MemberChargesCalculated,
)
from ledger.events.policy import ToleranceDecided
from ledger.log.database import Database
from ledger.log.verifying import verify_log
from ledger.values import ControlOf, ControlTotal, FrameKind, PrintedTotal
from projections.running.stated_totals import MOST_TOLD, StatedTotals, TotalsHeld
from tests.given import AUTHOR, Command, basis, decided, key, money
from tests.tampering import tamper_with_log

LAST: Final = 5
"""The position of what a test records: the ledger is opened with four entries."""


def held(ledger: OpenLedger) -> TotalsHeld:
    totals = StatedTotals()
    assert verify_log(ledger.log, lambda *_: None, totals).fault is None
    return totals.told


def printed(fact: FrameDecided, *texts: str, of: ControlOf = ControlOf.COSTS) -> FrameDecided:
    return replace(fact, printed=tuple(ControlTotal(of, text) for text in texts))


def plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\u00a0", " ")


class Stad:
    """Records, and changes what nobody may change: an amount by its digits, and nothing else."""

    def __init__(self, application: Application, database: Database, ledger: OpenLedger):
        self._application, self._database, self.ledger = application, database, ledger

    def record(self, *facts: AnyFact, totals: tuple[PrintedTotal, ...] = ()) -> int:
        command = Command(facts, basis(), frame_totals=totals)
        receipt = self._application.record("stad", command, AUTHOR, f"k{self.ledger.log.head()}")
        return receipt.first_position or 0

    def tamper(self, old: str, new: str, position: int = LAST) -> None:
        changed = f"convert_to(replace(convert_from(data, 'UTF8'), '{old}', '{new}'), 'UTF8')"
        place = self.ledger.runner.place
        where = f"position = {position} AND strpos(convert_from(data, 'UTF8'), '{old}') > 0"
        tamper_with_log(self._database, place, f"UPDATE event SET data = {changed} WHERE {where}")

    def told(self) -> list[tuple[int, str, str | None, str | None]]:
        """Position, what is stated and calculated, and what the entry says was calculated."""
        found = held(self.ledger).differences
        return [
            (difference.position, difference.stated, plain(difference.calculated), plain(difference.says))
            for difference in found
        ]


@pytest.fixture
def city(application: Application, database: Database, stad: OpenLedger) -> Stad:
    return Stad(application, database, stad)


def test_what_states_nothing_is_not_held(city: Stad) -> None:
    city.record(decided(100_00))
    assert held(city.ledger) == TotalsHeld()


def test_what_agrees_and_what_says_itself_that_it_differs_are_no_faults(city: Stad) -> None:
    city.record(printed(decided(1_500_00), "1 500 kr"))
    city.record(printed(decided(1_500_00, frame=key(year=2027)), "1 600 kr"))
    city.record(printed(decided(1_500_00, frame=key(year=2028)), "2 tkr"))  # half a thousand away: as printed
    assert held(city.ledger) == TotalsHeld(entries=3, said=1)


def test_an_amount_that_was_changed_is_told_with_what_is_stated_and_calculated(city: Stad) -> None:
    city.record(printed(decided(1_500_00), "1 500 kr"))
    city.tamper(":150000", ":190000")
    assert city.told() == [(LAST, "1 500 kr", "1 900 kr", None)]
    [difference] = held(city.ledger).differences
    assert (difference.type, difference.detail.replace("\u00a0", " ")) == (
        "frame-decided.v1",
        "slk drift 2026: dokumentet anger kostnader 1 500 kr, uträknat blir det 1 900 kr, skillnad −400 kr.",
    )


@pytest.mark.parametrize(
    ("amount", "calculated"),
    [(":190000", "1 900 kr"), (":160000", None)],
    ids=["another difference", "no difference any more"],
)
def test_an_entry_that_says_another_difference_than_there_is_is_told(
    city: Stad, amount: str, calculated: str | None
) -> None:
    """It said 1 600 kr against 1 500 kr when it was recorded, and says so still."""
    city.record(printed(decided(1_500_00), "1 600 kr"))
    city.tamper(":150000", amount)
    assert city.told() == [(LAST, "1 600 kr", calculated, "1 500 kr")]


def test_a_printed_figure_that_was_changed_is_told(city: Stad) -> None:
    """One that the entry says differs, by its new text and by the old one; one that agreed, once."""
    city.record(printed(decided(1_500_00), "1 600 kr"))
    city.tamper('"printed":"1 600 kr"', '"printed":"1 700 kr"')
    assert city.told() == [(LAST, "1 700 kr", "1 500 kr", None), (LAST, "1 600 kr", None, "1 500 kr")]


def test_what_the_organisation_lets_differ_is_no_fault_from_the_day_it_does(city: Stad) -> None:
    city.record(printed(decided(1_500_00), "1 600 kr"))
    city.record(ToleranceDecided(200_00))
    city.record(printed(decided(1_500_00, frame=key(year=2027)), "1 600 kr"))
    assert held(city.ledger) == TotalsHeld(entries=2, said=1)
    city.tamper(":150000", ":130000", 7)
    assert city.told() == [(7, "1 600 kr", "1 300 kr", None)]


def test_the_total_of_a_whole_decision_is_held_against_all_of_it(city: Stad) -> None:
    """Kept where it differed: 500 kr were printed, and the frames came to 300 kr. Another year is nothing to it."""
    frames = (decided(100_00), decided(200_00, frame=key("sbk")), decided(50_00, frame=key(year=2027)))
    totals = (PrintedTotal(FrameKind.OPERATING, 2026, (ControlTotal(ControlOf.COSTS, "500 kr"),)),)
    city.record(*frames, totals=totals)
    assert held(city.ledger) == TotalsHeld(entries=1, said=1)
    city.tamper(":5000,", ":7000,", LAST + 2)
    assert held(city.ledger).unsaid == 0
    city.tamper(":20000,", ":25000,", LAST + 1)
    assert city.told() == [(LAST, "500 kr", "350 kr", "300 kr")]


BASE: Final = FeeBaseRecorded(
    "avgift", 2026, 2025, (FeeBaseRow("slk", 700_00, 7), FeeBaseRow("sbk", 300_00, 3)), ("1 000 kr",), 10, 2
)
CHARGED: Final = MemberChargesCalculated(
    "avgift",
    2026,
    (ChargeRow("slk", 700_00), ChargeRow("sbk", 300_00)),
    ChargeRounding.HALF_UP_KRONA,
    ChargeTotal.SUM_OF_ROWS,
    ("1 000 kr",),
)
OUTCOME: Final = OutcomeRecorded(key(year=2024), money(500_00), printed=(ControlTotal(ControlOf.NET, "500 kr"),))
BRIDGE: Final = BridgeRecorded(
    "brygga",
    "Brygga",
    "slk",
    2025,
    2026,
    ("Budget",),
    (
        BridgeStep("Ram 2025", StepKind.BASE, (BridgeAmount(500_00, "500 kr"),)),
        BridgeStep("Ram 2026", StepKind.TOTAL, (BridgeAmount(500_00, "500 kr"),)),
    ),
)


@pytest.mark.parametrize(
    ("fact", "old", "new", "stated", "calculated"),
    [
        (BASE, ":30000", ":40000", "1 000 kr", "1 100 kr"),
        (BASE, '"heads":3', '"heads":4', "10", "11"),
        (CHARGED, ":30000", ":40000", "1 000 kr", "1 100 kr"),
        (OUTCOME, ":50000", ":60000", "500 kr", "600 kr"),
    ],
    ids=["a base's total", "a base's heads", "charges' total", "an outcome"],
)
def test_every_kind_of_stated_total_is_held(
    city: Stad, fact: AnyFact, old: str, new: str, stated: str, calculated: str
) -> None:
    city.record(fact)
    assert held(city.ledger) == TotalsHeld(entries=1)
    city.tamper(old, new)
    assert city.told() == [(LAST, stated, calculated, None)]


def test_the_steps_of_a_bridge_are_held_against_what_is_printed_of_them(city: Stad) -> None:
    """The last 500 kr, which are the sum, become 700 kr: they are not what is printed, nor the steps before."""
    city.record(BRIDGE)
    city.tamper(
        '"name":"Ram 2026","kind":"total","amounts":[{"amount_ore":50000',
        '"name":"Ram 2026","kind":"total","amounts":[{"amount_ore":70000',
    )
    assert {(position, stated) for position, stated, _, _ in city.told()} == {(LAST, "500 kr")}


def test_what_is_proposed_is_held_too(city: Stad) -> None:
    """A proposal's frames and charges are compared with what its document prints of them when it is recorded."""
    frame = printed(decided(1_500_00), "1 500 kr")
    city.record(ProposalMade("forslag", (frame, CHARGED)))
    assert held(city.ledger) == TotalsHeld(entries=1)
    city.tamper(":150000", ":190000")
    city.tamper(":30000", ":40000")
    assert city.told() == [(LAST, "1 500 kr", "1 900 kr", None), (LAST, "1 000 kr", "1 100 kr", None)]


def test_a_correction_is_held_as_what_it_says_instead(city: Stad) -> None:
    city.record(printed(decided(1_500_00), "1 500 kr"))
    new = Replacement(printed(decided(1_700_00), "1 700 kr"), basis())
    city.record(RecordingErrorCorrected(LAST, "fel avläst", new))
    assert held(city.ledger) == TotalsHeld(entries=2)
    city.tamper(":170000", ":180000", LAST + 1)
    assert city.told() == [(LAST + 1, "1 700 kr", "1 800 kr", None)]


def test_all_differences_are_counted_and_the_first_are_told(city: Stad) -> None:
    years = range(2030, 2030 + 60)
    facts = [printed(decided(1_500_00, frame=key(year=year)), "1 500 kr", "1,5 tkr") for year in years]
    city.record(*facts)
    for number in range(len(facts)):
        city.tamper(":150000", ":190000", LAST + number)
    found = held(city.ledger)
    assert (found.unsaid, len(found.differences)) == (120, MOST_TOLD)


def test_every_kind_of_entry_states_what_it_comes_to(rich: OpenLedger) -> None:
    assert held(rich).unsaid == 0
