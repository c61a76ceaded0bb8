"""The line above an answer's tables."""

from datetime import date

import msgspec

from api.tables.headings import answer_heading, coordinate_parts, frame_heading, owner
from ledger.values import Stage
from projections.asking.question import Coordinates

AT = Coordinates(year=2026, as_of=date(2026, 3, 1), known_at=None, position=12)


class Asked(msgspec.Struct, frozen=True):
    """As much of an answer as its heading needs."""

    ledger: str
    organisation: str | None
    coordinates: Coordinates


def test_a_heading_says_whose_about_what_and_where_it_was_asked() -> None:
    answer = Asked("stad", "Staden", AT)
    clocks = "Beslutad t.o.m. 2026-03-01 · Registrerad t.o.m. position 12"
    assert answer_heading(answer).plain == f"Staden · {clocks}"
    assert answer_heading(answer, 2026, "Bara drift").plain == f"Staden · Avser 2026 · {clocks} · Bara drift"


def test_a_ledger_whose_organisation_is_not_known_is_named_itself() -> None:
    assert [owner(Asked("stad", name, AT)) for name in ("Staden", None)] == ["Staden", "stad"]


def test_a_proposal_is_named_in_the_heading() -> None:
    at = msgspec.structs.replace(AT, stage=Stage.PROPOSED, proposal="alliansen")
    assert coordinate_parts("Staden", at)[-2:] == ["Registrerad t.o.m. position 12", "Föreslaget: alliansen"]
    assert coordinate_parts("Staden", at, "M")[-1] == "Föreslaget: alliansen (M)"


def test_what_counts_otherwise_than_what_is_decided_is_said() -> None:
    at = msgspec.structs.replace(
        AT, laid=("a", "b"), legal_force=True, index_ppb=30_000_000, unit="ks", subtree=True, tree_on=date(2027, 1, 1)
    )
    assert [part.replace("\u00a0", " ") for part in coordinate_parts("Staden", at)[4:]] == [
        "Som om a, b antogs",
        "Bara med laga kraft",
        "Som om index vore 3 %",
        "ks och allt under",
        "I organisationen 2027-01-01",
    ]


def test_a_frame_is_named_with_its_line_when_it_has_one() -> None:
    assert frame_heading("Kontoret", "hyror", "investment", 2026) == "Kontoret, hyror, investering 2026"
    assert frame_heading("Kontoret", "total", "operating", 2026) == "Kontoret, drift 2026"
