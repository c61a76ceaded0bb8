"""R-05: minutes that say another amount than what was recorded with bounds."""

from datetime import date

from msgspec.structs import replace

from tests.given import adjusted, basis, between, decided, key
from tests.ledger.rules.scenario import given, past, warning

MAY = replace(basis("2026-05-04", "§ 44"), body="kommunfullmäktige", case_number="KS 2026/51")
PERHAPS = "decision-perhaps-recorded"


def test_bounds_and_then_the_minutes_with_another_amount_are_told() -> None:
    """+10 with bounds for March, then +12 from its minutes: 22 is one too many. Once for each frame, and never of what
    only has the days in common."""
    bounds = replace(MAY, decided=between("2026-05-01", "2026-05-31").decided)
    ten, twelve = adjusted(10, frame=key("ks")), adjusted(12, frame=key("ks"))
    frame = past(decided(300_00, frame=key("ks")))
    told = (
        "Beslutet kan vara registrerat redan: posten 6 säger en annan ändring av ks drift 2026, och det enda som "
        "skiljer är beslutsdag och belopp. Är det samma beslut ska den posten rättas i stället; är båda redan "
        "registrerade tas den ena tillbaka med en rättelse. Annars står det två gånger."
    )
    given(frame, past(ten, bounds)).when(twelve, MAY).then(warning(PERHAPS, told))
    given(frame, past(ten, MAY)).when(twelve, bounds).then(warning("decision-day-inferred"), warning(PERHAPS))
    both = given(frame, past(ten, bounds), past(twelve, bounds))
    assert [each.code for each in both.when(twelve, MAY).verdict.warnings] == [PERHAPS]
    for other in ({"paragraph": "§ 45"}, {"clause": 2}, {"case_number": "KS 2026/52"}):
        given(frame, past(ten, bounds)).when(twelve, replace(MAY, **other)).then()
    given(frame, past(ten, bounds)).when(twelve, replace(MAY, decided=date(2026, 6, 1))).then()
