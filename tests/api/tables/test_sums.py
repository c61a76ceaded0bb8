"""What a decision comes to by year, and whether that agrees with what is printed."""

from rich.console import Group

from api.tables.sums import sums_lines
from ledger.events import ProposalMade
from ledger.money import AmountUnit
from ledger.rules.chapters.totals import frame_sums
from ledger.values import ControlOf, ControlTotal, FrameKind, PrintedTotal
from tests.api.tables.showing import shown
from tests.given import adjusted, decided, key

FACTS = (
    decided(100_000_000_00),
    decided(50_500_000_00, frame=key("sbk")),
    decided(7_000_000_00, frame=key("sbk", year=2027)),
    adjusted(1_000_000_00),
)


def lines(*printed: PrintedTotal) -> str:
    """The sums of the decision, beside what is printed."""
    found = shown(Group(*sums_lines(frame_sums(FACTS, printed, None), AmountUnit.MILLIONS)))
    return "\n".join(" ".join(line.split()) for line in found.splitlines())


def test_each_year_has_its_sum_and_what_is_set_is_not_added_to_what_is_changed() -> None:
    told = lines()
    assert "Summor i beslutet, drift, mnkr" in told
    assert "2026 fastställs 2 150,5 0 150,5" in told
    assert "2026 ändras med 1 1,0 0 1,0" in told
    assert "2027 fastställs 1 7,0 0 7,0" in told
    assert "Ingen tryckt summa är angiven att jämföra med." in told


def test_a_printed_total_agrees_or_differs_in_its_own_unit() -> None:
    costs = ControlTotal(ControlOf.COSTS, "150,5 mnkr"), ControlTotal(ControlOf.NET, "150 600 tkr")
    told = lines(PrintedTotal(FrameKind.OPERATING, 2026, costs))
    assert "Drift 2026, kostnader: stämmer med tryckt summa 150,5 mnkr." in told
    assert "⚠ Drift 2026, netto: stämmer inte med tryckt summa 150 600 tkr, skillnad 100 tkr." in told
    assert "Ingen tryckt summa" not in told


def test_a_proposal_has_a_table_of_its_own() -> None:
    sums = frame_sums((ProposalMade("mp", FACTS[:1]), FACTS[1]), (), None)
    told = " ".join(shown(Group(*sums_lines(sums, AmountUnit.MILLIONS))).split())
    assert "Summor i beslutet, drift, mnkr" in told
    assert "2026 fastställs 1 50,5 0 50,5" in told
    assert "Summor i förslaget mp, drift, mnkr" in told
    assert "2026 föreslås 1 100 0 100" in told


def test_a_command_about_no_frames_has_no_sums() -> None:
    assert list(sums_lines((), AmountUnit.MILLIONS)) == []
