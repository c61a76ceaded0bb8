"""Who keeps the ledger, and how its units hang together."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.events import organisation
from ledger.rules.chapters.organisation import check_digit
from ledger.values import OrganisationKind
from tests.given import adjusted, basis, decided, key, transferred
from tests.ledger.rules.scenario import corrected, given, given_nothing, past, refusal, without_basis

CITY = OrganisationKind.MUNICIPALITY
NEW_YEAR = date(2027, 1, 1)


def opened(
    number: str = "212000-0142", code: str | None = "0180", kind: OrganisationKind = CITY
) -> organisation.LedgerOpened:
    """A ledger that is opened."""
    return organisation.LedgerOpened("Staden", kind, number, code)


@pytest.mark.parametrize(
    ("number", "digit"),
    [("212000-0142", "2"), ("212000-1355", "5"), ("556703-7485", "5"), ("232100-0016", "6"), ("212000-0100", "0")],
    ids=["Stockholm", "Göteborg", "a company", "a region", "a digit that is zero"],
)
def test_the_check_digit_is_that_of_the_nine_first_digits(number: str, digit: str) -> None:
    assert check_digit(number) == digit


@pytest.mark.parametrize("number", ["212000-0142", "212000-1355"])
def test_a_right_organisation_number_is_taken(number: str) -> None:
    given_nothing().when(opened(number)).then()


@pytest.mark.parametrize("digit", "013456789")
def test_every_wrong_check_digit_is_refused_with_the_right_number(digit: str) -> None:
    wrong = f"212000-014{digit}"
    given_nothing().when(opened(wrong)).then(refusal("organisation-number-invalid", right="212000-0142"))


@pytest.mark.parametrize(
    "number",
    [
        "",
        "212000",
        "2120000142",
        "212000–0142",
        "212000-01 2",
        "16212000-0142",
        "\uff12\uff11\uff12\uff10\uff10\uff10-0142",
    ],
)
def test_what_is_not_ten_digits_with_a_hyphen_is_refused(number: str) -> None:
    given_nothing().when(opened(number)).then(refusal("organisation-number-invalid"))


@pytest.mark.parametrize("code", ["0180", "1480", "0139", "2584"])
def test_a_municipality_code_keeps_its_zero(code: str) -> None:
    given_nothing().when(opened(code=code)).then()


@pytest.mark.parametrize("code", ["180", "01800", "0280", "9980", "2680", "O180", "\uff10\uff11\uff18\uff10", "1180"])
def test_a_code_that_no_municipality_can_have_is_refused(code: str) -> None:
    given_nothing().when(opened(code=code)).then(refusal("municipality-code-invalid"))


def test_an_association_has_no_municipality_code() -> None:
    given_nothing().when(opened(code=None, kind=OrganisationKind.ASSOCIATION)).then()


def test_an_organisation_whose_number_is_not_known_has_none() -> None:
    given_nothing().when(organisation.LedgerOpened("Storsthlm", OrganisationKind.ASSOCIATION)).then()


def test_a_line_break_is_no_part_of_a_number_or_a_code() -> None:
    lines = refusal("value-malformed")
    given_nothing().when(opened("212000-0142\n")).then(lines, refusal("organisation-number-invalid"))
    given_nothing().when(opened(code="0180\n")).then(lines, refusal("municipality-code-invalid"))


@pytest.mark.parametrize("number", ["000000-0000", "012000-0148", "211000-0143"])
def test_a_number_outside_the_series_of_organisations_is_refused(number: str) -> None:
    right = number[:-1] + check_digit(number)
    given_nothing().when(opened(right)).then(refusal("organisation-number-invalid"))


def test_a_wrong_number_and_a_wrong_code_are_told_at_once() -> None:
    given_nothing().when(opened("212000-0143", "180")).then(
        refusal("organisation-number-invalid"), refusal("municipality-code-invalid")
    )


def test_a_refused_opening_is_blamed_once_and_not_by_everything_after_it() -> None:
    scene = given_nothing().when(opened("212000-0143"))
    assert scene.after.organisation is not None


def test_a_unit_hangs_below_one_that_is_registered() -> None:
    given().when(organisation.UnitRegistered("avd", "Avdelningen", "slk")).then()
    given().when(organisation.UnitRegistered("avd", "Avdelningen", "miljo")).then(refusal("unit-unknown"))


def test_a_unit_may_hang_below_nothing() -> None:
    given().when(organisation.UnitRegistered("rev", "Revisorerna")).then()


def test_a_corrected_opening_is_held_to_the_same_number() -> None:
    given().when(corrected(1, opened("212000-0143"))).then(refusal("organisation-number-invalid", right="212000-0142"))
    given().when(corrected(1, organisation.LedgerOpened("Stockholms stad", CITY, "212000-0142", "0180"))).then()


def test_a_corrected_unit_may_change_its_name_and_its_place() -> None:
    scene = given().when(corrected(3, organisation.UnitRegistered("slk", "Stadsledningskontoret", "sbk"))).then()
    assert scene.after.units["slk"].parent == "sbk"


def test_a_corrected_unit_is_not_moved_below_itself() -> None:
    given().when(corrected(2, organisation.UnitRegistered("ks", "Kommunstyrelsen", "ks"))).then(
        refusal("unit-below-itself")
    )


def test_a_corrected_unit_is_not_moved_below_what_is_below_it() -> None:
    """ks holds slk, which holds avd: ks cannot come below avd."""
    department = without_basis(organisation.UnitRegistered("avd", "Avdelningen", "slk"))
    given(department).when(corrected(2, organisation.UnitRegistered("ks", "Kommunstyrelsen", "avd"))).then(
        refusal(
            "unit-below-itself",
            "Enheten ks skulle ligga under sig själv: ks under avd under slk under ks.",
            "en enhet som inte ligger under den, eller ingen",
        )
    )


def test_a_correction_cannot_turn_one_unit_into_another() -> None:
    given().when(corrected(3, organisation.UnitRegistered("kansli", "Kansliet"))).then(
        refusal("correction-not-allowed")
    )


def test_a_unit_does_not_become_a_frame() -> None:
    given().when(corrected(3, decided(1_00))).then(refusal("basis-missing"), refusal("correction-not-allowed"))


def test_a_frame_does_not_become_a_ledger() -> None:
    given(past(decided(1_00))).when(corrected(5, opened())).then(
        refusal("correction-not-allowed", "Posten 5 kan inte rättas till en liggare, för den är något annat.")
    )


# --- Reorganisation: days in order, nobody below oneself, somebody else takes over ----------------------------------


def test_a_unit_must_be_registered_before_anything_is_said_about_it() -> None:
    given().when(organisation.UnitRenamed("miljo", "Miljönämnden", NEW_YEAR)).then(refusal("unit-unknown"))
    given().when(organisation.UnitsMerged(("slk", "sbk"), "stad", NEW_YEAR)).then(refusal("unit-unknown"))


def test_a_unit_is_not_moved_below_what_is_below_it_on_any_day() -> None:
    """slk is below ks, from the first day; ks comes below slk next year."""
    given().when(organisation.UnitMoved("ks", NEW_YEAR, "slk")).then(
        refusal(
            "unit-below-itself",
            "Enheten ks skulle ligga under sig själv från och med 2027-01-01: ks under slk under ks.",
            "en enhet som inte ligger under den, eller ingen",
        )
    )


def test_two_units_change_places_in_two_steps() -> None:
    at_the_top = without_basis(organisation.UnitMoved("slk", NEW_YEAR))
    given(at_the_top).when(organisation.UnitMoved("ks", NEW_YEAR, "slk")).then()


def test_a_unit_is_not_merged_into_itself_alone_nor_split_into_one() -> None:
    given().when(organisation.UnitsMerged(("slk",), "slk", NEW_YEAR)).then(refusal("reorganisation-empty"))
    given().when(organisation.UnitSplit("ks", ("slk", "slk"), NEW_YEAR)).then(refusal("reorganisation-empty"))
    given().when(organisation.UnitsMerged(("slk", "sbk"), "slk", NEW_YEAR)).then()


def test_a_key_shares_the_whole_unit_and_a_split_needs_none() -> None:
    """R-48: one share for each part; a part may have nothing."""
    third = (organisation.UnitShare("slk", 333_333_333), organisation.UnitShare("sbk", 666_666_667))
    given().when(organisation.UnitSplit("ks", ("slk", "sbk"), NEW_YEAR, third)).then()
    given().when(
        organisation.UnitSplit(
            "ks", ("slk", "sbk"), NEW_YEAR, (organisation.UnitShare("sbk", 10**9), organisation.UnitShare("slk", 0))
        )
    ).then()
    given().when(organisation.UnitSplit("ks", ("slk", "ks"), NEW_YEAR)).then()
    given().when(organisation.UnitSplit("ks", ("slk", "sbk"), NEW_YEAR, (organisation.UnitShare("slk", 10**9),))).then(
        refusal("shares-not-whole", right="en andel för varje del, och ingen annan")
    )


def test_money_may_be_decided_for_a_unit_in_the_year_it_ends() -> None:
    ends = without_basis(organisation.UnitClosed("slk", date(2026, 6, 30)))
    given(ends).when(decided(100_00), basis()).then()
    given(ends).when(decided(100_00, frame=key(year=2027)), basis("2026-01-01")).then(refusal("unit-ended"))
    given(ends).when(decided(100_00), basis("2026-07-01")).then(refusal("unit-ended"))
    given(ends).when(decided(100_00), basis("2026-06-30")).then()


def test_what_a_unit_that_has_ended_had_may_go_to_its_successor() -> None:
    """Only what gives the unit money is refused (design.md, section 9)."""
    ends = without_basis(organisation.UnitClosed("slk", date(2026, 6, 30), ("sbk",)))
    before = given(past(decided(100_00)), past(decided(10_00, frame=key("sbk"))), ends)
    before.when(transferred(40_00, "slk", "sbk"), basis("2026-09-01", "§ 8")).then()
    before.when(transferred(5_00, "sbk", "slk"), basis("2026-09-01", "§ 8")).then(refusal("unit-ended"))
    effective = replace(basis("2026-06-01", "§ 8"), effective_day=date(2026, 7, 1))
    before.when(adjusted(5_00), effective).then(refusal("unit-ended"))


def test_a_withdrawn_closing_leaves_the_unit_there() -> None:
    ends = without_basis(organisation.UnitClosed("slk", date(2025, 12, 31)))
    given(ends, without_basis(corrected(5))).when(decided(100_00), basis()).then()
