"""The beginning of the rich ledger: organisation, frames, proposals, and every way to correct an entry."""

from datetime import date
from typing import Final

from ledger.events import (
    AnyFact,
    Correctable,
    FrameDecided,
    OpeningEntryMade,
    ProposalMade,
    RecommendationMade,
    RecordingErrorCorrected,
    Replacement,
    UnitRegistered,
    UnitShare,
)
from ledger.values import Basis, FrameKind, InvestmentAmount, NetAmount
from tests.given import (
    BUDGET,
    PLAN,
    Command,
    adjusted,
    basis,
    between,
    command,
    decided,
    key,
    money,
    opening,
    transferred,
    turnover,
)
from tests.golden.examples import least, whole

INVESTMENT: Final = key(kind=FrameKind.INVESTMENT)
ALLIANCE: Final = ProposalMade("alliansen", (decided(90_000), adjusted(500), transferred(1_000)), "Ordföranden")
OPPOSITION: Final = ProposalMade("oppositionen", (decided(80_000), decided(70_000, frame=key("sbk"))))
PREPARED: Final = RecommendationMade("beredningen", (decided(91_000),), recommends="alliansen")


def corrected(corrects: int, fact: Correctable, on: Basis | None) -> Command:
    """A correction that replaces an entry."""
    return Command((RecordingErrorCorrected(corrects, "avskrivningsfel", Replacement(fact, on)),))


def withdrawn(corrects: int) -> Command:
    """A correction that takes an entry away."""
    return Command((RecordingErrorCorrected(corrects, "dubbelt registrerad"),))


def on(day: str, *facts: AnyFact) -> Command:
    """Facts that were decided on a day."""
    return command(*facts, on=basis(day))


SHARES: Final = (UnitShare("slk", 250_000_000), UnitShare("ks", 750_000_000))
CLOSED: Final = least("unit-closed.v1", last_day=date(2027, 6, 30))
MERGED: Final = least("units-merged.v1", merged=("sbk", "slk"), into="slk", applies_from=date(2028, 1, 1))
COST_CENTRE: Final = least("unit-code-assigned.v1", system="kst", code="0110", applies_from=date(2027, 1, 1))

ENTRIES: Final[tuple[Command, ...]] = (
    opening(),  # 1–4
    on("2025-11-24", decided(100_000)),  # 5
    on("2025-11-24", decided(95_000, frame=key(year=2027), commitment=PLAN)),  # 6
    on("2025-12-10", adjusted(10_000)),  # 7
    on("2025-12-15", transferred(5_000)),  # 8
    on("2025-12-20", turnover(2_000, 2_000)),  # 9
    Command((OpeningEntryMade(key("sbk"), BUDGET),)),  # 10: nothing known but that it is there
    Command((OpeningEntryMade(key("ks"), BUDGET, NetAmount(7_000), note="ur bokslutet"),)),  # 11
    on("2025-11-01", adjusted(3_000)),  # 12: swallowed by 5
    on("2025-11-24", FrameDecided(INVESTMENT, BUDGET, InvestmentAmount(330, 30))),  # 13
    on("2025-10-01", ALLIANCE),  # 14
    on("2025-10-02", OPPOSITION),  # 15
    on("2025-10-20", PREPARED),  # 16
    on("2026-02-01", decided(97_000, frame=key(year=2027))),  # 17: a budget instead of the plan
    on("2026-02-02", decided(96_000, frame=key(year=2027), commitment=PLAN)),  # 18: outranked
    command(adjusted(400), on=between("2025-12-01", "2025-12-31")),  # 19: undetermined for a month
    command(adjusted(-700, frame=key(line="stod")), on=basis("2026-01-10", "§ 3 B", None)),  # 20: changes only
    corrected(7, adjusted(11_000), basis("2025-12-10")),  # 21: another amount
    corrected(21, adjusted(11_000, frame=key("ks")), basis("2025-12-10")),  # 22: another frame as well
    withdrawn(12),  # 23
    corrected(4, UnitRegistered("sbk", "Stadsbyggnadsförvaltningen", "ks"), None),  # 24
    corrected(1, whole("ledger-opened.v1", revenues_printed_negative=False), None),  # 25
    corrected(8, transferred(5_500), basis("2025-12-16")),  # 26: another amount and day
    corrected(14, ProposalMade("alliansen", (decided(92_000),)), basis("2025-10-03")),  # 27
    withdrawn(15),  # 28
    corrected(23, adjusted(3_000), basis("2025-11-30")),  # 29: the withdrawal was the error
    withdrawn(17),  # 30: the outranked plan revives
    corrected(16, adjusted(100), basis("2026-01-20")),  # 31: it was a decision, not a recommendation
    on("2026-02-10", OPPOSITION),  # 32: a withdrawn name may be used again
    corrected(10, OpeningEntryMade(key("sbk"), BUDGET, money(60_000, 1_000)), basis("2025-11-24")),  # 33
    corrected(13, decided(50), basis("2025-11-20")),  # 34: it was not an investment
    on("2026-03-01", least("unit-renamed.v1", name="Ledningskontoret")),  # 35
    on("2026-03-01", least("unit-moved.v1")),  # 36
    on("2026-03-02", least("unit-split.v1", unit="sbk", parts=("slk", "ks"), key=SHARES)),  # 37
    on("2026-03-03", CLOSED),  # 38: later decided, so it ends half a year later
    on("2026-03-04", MERGED),  # 39
    Command((least("unit-alias-added.v1", unit="slk", alias="SLK"),)),  # 40
    Command((COST_CENTRE,)),  # 41
    corrected(35, least("unit-renamed.v1", name="Stadens ledningskontor"), basis("2026-03-01")),  # 42
    withdrawn(39),  # 43
)
