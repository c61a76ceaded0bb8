"""A command as a whole: its own rows are named as rows when it is refused, and what looks wrong is said first."""

from typing import Final

from ledger.events import (
    AnyFact,
    CentralReserveReleased,
    FinancingLeg,
    FinancingSource,
    SupplementaryAppropriationDecided,
    UnitRegistered,
)
from ledger.events.policy import BodyKind, BodyRegistered
from ledger.values import Basis, UnitRole
from tests.given import adjusted, basis, decided, key, money
from tests.ledger.rules.scenario import When, given, past, without_basis

MAY: Final = basis("2026-05-04", "§ 60")
JUNE: Final = basis("2026-06-15", "§ 81")
SETS: Final = (
    past(decided(100_00)),
    past(decided(200_00, frame=key("sbk"))),
    past(decided(300_00, frame=key("ks"))),
)
"""At positions 5 to 7."""


def texts(when: When) -> list[tuple[str, str, str | None]]:
    """What is refused: code, detail, and what would be right."""
    return [(each.code, each.detail, each.right) for each in when.verdict.refusals]


def test_a_row_of_the_same_command_is_named_as_a_row() -> None:
    """Nothing is stored at position 8 when the command is refused."""
    [(code, _, right)] = texts(given(*SETS).when_together(adjusted(-5_00), adjusted(-5_00), on=MAY))
    assert code == "decision-already-recorded"
    assert right == "facts[0], som redan säger det, eller ett godtagande av regeln om beslutet gör det igen"
    [(code, _, right)] = texts(given(*SETS, past(adjusted(-5_00), MAY)).when_together(adjusted(-5_00), on=MAY))
    stored = "posten 8, som redan säger det, eller ett godtagande av regeln om beslutet gör det igen"
    assert right == stored


def test_what_is_stored_and_what_comes_are_told_apart() -> None:
    stored = given(*SETS, past(adjusted(-5_00, frame=key("sbk")), MAY))
    move = SupplementaryAppropriationDecided(
        key(), money(5_00), (FinancingLeg(FinancingSource.CENTRAL_RESERVE, 5_00, key("sbk")),)
    )
    said = texts(stored.when_together(adjusted(5_00), move, on=MAY))
    assert said[0][2] == (
        "posten 8 och facts[0], som redan säger det, eller ett godtagande av regeln om beslutet gör det igen"
    )


def test_every_refusal_that_names_a_row_does() -> None:
    unit = UnitRegistered("sn", "Socialnämnden")
    body = BodyRegistered("Rådet", BodyKind.BOARD)
    for twice in ((unit, unit), (body, body)):
        for _, detail, right in texts(given(*SETS).when_together(*twice, on=MAY)):
            assert "8" not in f"{detail} {right}", (detail, right)


# --- A unit that looks wrong ------------------------------------------------------------------------------------

SHEET: Final = tuple(
    decided(ore, frame=key(unit)) for unit, ore in (("slk", 100_000_00), ("sbk", 200_000_00), ("ks", 300_000_00))
)
"""The frames as they are, but in thousands: a thousand times as much."""


def test_a_sheet_in_the_wrong_unit_is_told_before_what_follows_from_it() -> None:
    """300 000 kr are set where 600 kr were: 100 + 200 + 300 thousand less 600 kr is raised with no financing."""
    [(code, detail, _)] = texts(given(*SETS).when_together(*SHEET, on=MAY))
    assert code == "financing-missing"
    assert detail.startswith(
        "Troligen fel enhet: 3 av 3 ramar som går att jämföra blir omkring 1\u00a0000 gånger större: slk drift 2026 "
        "blir 100\u00a0000\u00a0kr, mot 100\u00a0kr. Kontrollera enheten (kr, tkr, mnkr eller mdkr). Annars: KF "
    )


def test_it_is_told_of_what_is_refused_row_by_row_too() -> None:
    refused = texts(given(*SETS).when_together(*SHEET, on=basis("2026-05-04", "§ 60", body="KS")))
    assert refused[0][0] == "total-raised-by-other-body"
    assert refused[0][1].startswith("Troligen fel enhet: 3 av 3 ramar")
    for code, detail, _ in refused[1:]:
        assert code != "total-raised-by-other-body" or detail.startswith(
            "Kan vara en följd av fel enhet: beloppen är omkring 1\u00a0000 gånger större än liggarens. KS höjer"
        )


def test_nothing_is_said_of_scale_where_the_amounts_are_as_they_were() -> None:
    larger = tuple(decided(ore, frame=key(unit)) for unit, ore in (("slk", 110_00), ("sbk", 210_00)))
    [(_, detail, _)] = texts(given(*SETS).when_together(*larger, on=MAY))
    assert detail.startswith("KF § 60 ")


# --- What is only a consequence ---------------------------------------------------------------------------------

RESERVE: Final = (
    without_basis(UnitRegistered("fin", "Central medelsreserv", role=UnitRole.CENTRAL_RESERVE)),
    past(decided(10_00, frame=key("fin"))),
)


def codes(*facts: AnyFact, on: Basis = MAY) -> list[str]:
    """What is refused of a command in a ledger whose reserve has 10 kr."""
    return [code for code, _, _ in texts(given(*SETS, *RESERVE).when_together(*facts, on=on))]


def test_a_reserve_is_not_said_to_be_overdrawn_because_what_fills_it_is_refused() -> None:
    """The reserve is filled with 30 kr, of which 25 are given: 15 kr are left. Nothing pays for the 30."""
    fill, give = adjusted(30_00, frame=key("fin")), CentralReserveReleased(key("fin"), key(), money(25_00))
    assert codes(fill, give) == ["financing-missing"]
    assert codes(give, fill) == ["financing-missing"], "in whatever order they are written"
    assert codes(fill, give, on=basis("2026-05-04", "§ 60", body="KS")) == ["total-raised-by-other-body"]
    assert codes(give) == ["central-reserve-exceeded"], "which alone takes 15 kr more than there are"
    lower = adjusted(-5_00, frame=key("sbk"))
    assert codes(lower, adjusted(5_00, frame=key("fin")), give) == ["central-reserve-exceeded"], "15 kr, and not 25"


def test_costs_are_not_said_to_be_below_zero_by_the_order_of_the_rows() -> None:
    """sbk has 200 kr: less 250 and 60 more is 10 kr."""
    less, more = adjusted(-250_00, frame=key("sbk")), adjusted(60_00, frame=key("sbk"))
    assert codes(less, more) == codes(more, less) == []
    assert codes(less, adjusted(40_00, frame=key("sbk"))) == ["frame-would-be-negative"]
