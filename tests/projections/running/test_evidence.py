"""What the document's own figures say of an entry."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from ledger.log.codec import encode
from ledger.log.entry import Entry, Recorded
from ledger.values import ControlOf, ControlTotal, Recording
from projections.running.evidence import printed_evidence
from tests.given import basis, decided


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        (
            (ControlTotal(ControlOf.COSTS, "1 500 kr"),),
            "slk drift 2026, kostnader: dokumentets 1 500 kr stämmer med händelsen, som har 1\u00a0500\u00a0kr.",
        ),
        (
            (ControlTotal(ControlOf.COSTS, "1 600 kr"),),
            "slk drift 2026, kostnader: dokumentets 1 600 kr stämmer inte med händelsen, som har 1\u00a0500\u00a0kr.",
        ),
        ((), "Posten har ingen tryckt summa att jämföra med."),
    ],
)
def test_a_printed_figure_speaks_for_the_entry_or_against_it(printed: tuple[ControlTotal, ...], says: str) -> None:
    entry = Entry(replace(decided(1_500_00), printed=printed), Recording("tester-1", "test"), basis())
    assert list(printed_evidence(Recorded(5, datetime(2026, 1, 2, tzinfo=UTC), entry, encode(entry)))) == [says]
