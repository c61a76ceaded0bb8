"""Decisions as they are cited: what the basis says, and nothing it does not."""

import msgspec
import pytest

from api.app import OpenLedger
from ledger.log.entry import Recorded
from ledger.values import Basis, FrameKind
from projections.asking.citations import citation, cited, frame_facts_until
from projections.tables.frames import FrameScope
from projections.tables.register import entries_by_position, later_acts_until
from tests.given import basis, between


@pytest.fixture(scope="module")
def entries(year: OpenLedger) -> dict[int, Recorded]:
    with year.model.cursor() as cursor:
        return entries_by_position(cursor, range(1, 20))


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (basis(), "KF 2025-11-24, § 12, att-sats 1, KS 2025/1"),
        (between("2025-10-01", "2025-12-31"), "KF (mellan 2025-10-01 och 2025-12-31), § 12, att-sats 1, KS 2025/1"),
        (between("2025-10-01", None), "KF (tidigast 2025-10-01), § 12, att-sats 1, KS 2025/1"),
        (between(None, "2025-12-31"), "KF (senast 2025-12-31), § 12, att-sats 1, KS 2025/1"),
        (basis(paragraph=None, clause=None), "KF 2025-11-24, KS 2025/1"),
    ],
)
def test_a_citation_says_what_the_basis_says(on: Basis, text: str) -> None:
    assert citation(on) == text


def test_a_decision_is_cited_with_its_document_and_the_day_it_takes_effect(entries: dict[int, Recorded]) -> None:
    decision = cited(entries[18])
    assert (decision.position, decision.event, decision.body, decision.paragraph) == (
        18,
        "teknisk justering",
        "KF",
        "§ 8",
    )
    assert (decision.clause, decision.case_number, decision.document) == (1, "KS 2025/1", "Protokoll")
    assert (str(decision.effective_day), str(decision.decided_latest)) == ("2026-01-01", "2026-06-15")


def test_a_correction_is_cited_by_the_decision_it_now_says(entries: dict[int, Recorded]) -> None:
    decision = cited(entries[16])
    assert (decision.position, decision.corrects, decision.event) == (16, 15, "ram justerad")
    assert decision.text == "KF 2026-03-20, § 9, att-sats 1, KS 2025/1"
    assert decision.told == f"{decision.text} (rättar position 15: 900 är 600)"
    assert cited(entries[15]).told == cited(entries[15]).text
    assert decision.paragraph == "§ 9"


def test_a_judgment_is_cited_by_its_court_and_days(entries: dict[int, Recorded]) -> None:
    assert cited(entries[17]).text == "Kammarrätten 2026-09-01, slutlig 2026-09-10"
    numbered = msgspec.structs.replace(entries[17].entry.fact, case_number="123-26", final_on=None)
    entry = msgspec.structs.replace(entries[17].entry, fact=numbered)
    assert cited(msgspec.structs.replace(entries[17], entry=entry)).text == "Kammarrätten 2026-09-01, mål 123-26"


def test_what_nobody_decided_is_cited_by_its_position(entries: dict[int, Recorded]) -> None:
    decision = cited(entries[2])
    assert (decision.text, decision.body, decision.decided_latest) == ("enhet registrerad, position 2", None, None)


def test_everything_that_was_ever_known_is_found_with_until_when(year: OpenLedger) -> None:
    with year.model.cursor() as cursor:
        facts = frame_facts_until(cursor, FrameScope(2026, ("slk",)), 19)
        later_acts = later_acts_until(cursor, 19)
        early = frame_facts_until(cursor, FrameScope(2026, ("slk",), kind=FrameKind.INVESTMENT), 19)
    assert [(fact.entry_position, fact.known_to) for fact in facts] == [
        (5, None),
        (6, None),
        (7, None),
        (9, None),
        (10, None),
        (11, None),
        (13, None),
        (15, 16),
        (16, None),
        (18, None),
    ]
    assert [(recorded.position, known_to) for recorded, known_to in later_acts] == [(12, None), (14, None), (17, None)]
    assert early == []
