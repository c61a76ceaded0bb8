"""When two entries rest on one decision, when perhaps, and when they do not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.meaning.same_decision import DecisionName, Sameness, decision_name
from ledger.values import Basis
from tests.given import basis

DAY = date(2026, 5, 4)


def named(on: Basis, earliest: date = DAY, latest: date = DAY) -> DecisionName:
    return decision_name(on, earliest, latest)


WHOLE = replace(basis(), body="kommunfullmäktige", case_number="KS 2026/51", paragraph="§ 44")


@pytest.mark.parametrize(
    "typed",
    [
        {"paragraph": "§44"},
        {"paragraph": "44 §"},
        {"body": "Kommunfullmäktige"},
        {"body": "KF"},
        {"case_number": "KS2026/51"},
        {"case_number": "Dnr ks 2026/51"},
        {"case_number": None},
        {"paragraph": None},
        {"clause": None},
        {"body": "KF", "case_number": "ks2026/51", "paragraph": "44", "clause": None},
    ],
    ids=str,
)
def test_typography_and_what_one_side_lacks_make_no_other_decision(typed: dict[str, str | None]) -> None:
    assert named(WHOLE).compared(named(replace(WHOLE, **typed))) is Sameness.SAME


@pytest.mark.parametrize(
    "other",
    [
        {"paragraph": "§ 45"},
        {"body": "Kommunstyrelsen"},
        {"case_number": "KS 2026/52"},
        {"clause": 2},
        {"paragraph": "§ 45", "case_number": None},
    ],
    ids=str,
)
def test_what_both_sides_say_must_agree(other: dict[str, str | int | None]) -> None:
    assert named(WHOLE).compared(named(replace(WHOLE, **other))) is Sameness.OTHER


@pytest.mark.parametrize(
    "typed",
    [
        {"paragraph": "44/2026"},
        {"paragraph": "KF § 44"},
        {"paragraph": "§ 44, att-sats 1"},
        {"case_number": "2026/51"},
        {"case_number": "KS 2026/51 041"},
    ],
    ids=str,
)
def test_more_words_on_one_side_leave_it_to_what_else_agrees(typed: dict[str, str]) -> None:
    other = named(replace(WHOLE, **typed))
    assert named(WHOLE).compared(other) is Sameness.SAME, "the case or the paragraph agrees"
    [part] = typed
    lacking = {"paragraph": "case_number", "case_number": "paragraph"}[part]
    alone = replace(WHOLE, **{lacking: None})
    assert named(alone).compared(named(replace(alone, **typed))) is Sameness.PERHAPS


@pytest.mark.parametrize(
    ("body", "sameness"),
    [
        ("Fullmäktige", Sameness.PERHAPS),
        ("Kommunfullmäktige i Åtvidaberg", Sameness.PERHAPS),
        ("Regionfullmäktige", Sameness.OTHER),
        ("Kommunfullmäktiges presidium", Sameness.OTHER),
    ],
)
def test_a_body_with_fewer_words_is_perhaps_the_same(body: str, sameness: Sameness) -> None:
    assert named(WHOLE).compared(named(replace(WHOLE, body=body))) is sameness


def test_another_day_is_another_decision_and_bounds_around_it_perhaps_the_same() -> None:
    june, bounds = date(2026, 6, 15), (date(2026, 5, 1), date(2026, 5, 31))
    other = replace(WHOLE, paragraph="§ 62")
    assert named(WHOLE).compared(named(other, june, june)) is Sameness.OTHER
    assert named(WHOLE).compared(named(WHOLE, *bounds)) is Sameness.PERHAPS
    assert named(other, june, june).compared(named(WHOLE, *bounds)) is Sameness.OTHER
    assert named(WHOLE, *bounds).compared(named(WHOLE, *bounds)) is Sameness.SAME
    bare = replace(WHOLE, case_number=None, paragraph=None)
    assert named(WHOLE).compared(named(bare, *bounds)) is Sameness.PERHAPS
    assert named(WHOLE).compared(named(bare)) is Sameness.PERHAPS, "by the same body, on the same day"


def test_a_decision_whose_bounds_are_reversed_is_still_itself() -> None:
    """It is refused for that, and for what it says twice."""
    reversed_ = named(WHOLE, date(2026, 5, 9), date(2026, 5, 4))
    assert reversed_.compared(reversed_) is Sameness.SAME


def test_a_paragraph_of_the_same_number_and_year_on_another_day_is_perhaps_the_same() -> None:
    """The paragraphs of a body are numbered through the year, so one of the days is mistyped."""
    june, next_year = date(2026, 6, 15), date(2027, 6, 15)
    assert named(WHOLE).compared(named(WHOLE, june, june)) is Sameness.PERHAPS
    assert named(WHOLE).compared(named(WHOLE, next_year, next_year)) is Sameness.OTHER
    assert named(WHOLE).compared(named(replace(WHOLE, clause=2), june, june)) is Sameness.OTHER


def test_without_case_and_paragraph_the_page_of_the_document_tells() -> None:
    bare = replace(WHOLE, case_number=None, paragraph=None)
    paged = replace(bare, source=replace(bare.source, page="7"))
    assert named(bare).compared(named(bare)) is Sameness.SAME
    assert named(bare).compared(named(replace(bare, clause=None))) is Sameness.SAME
    assert named(bare).compared(named(paged)) is Sameness.OTHER


def test_where_two_differ_is_told_by_field() -> None:
    lacking = replace(WHOLE, clause=None, case_number=None)
    assert named(WHOLE).differing(named(lacking, date(2026, 5, 1))) == ("decided", "case_number", "clause")
    assert named(WHOLE).differing(named(replace(WHOLE, body="KF", paragraph="44 §"))) == ()


NAMES = st.builds(
    DecisionName,
    st.sampled_from(["kf", "ks"]),
    st.sampled_from([DAY, date(2026, 5, 1)]),
    st.sampled_from([DAY, date(2026, 5, 31)]),
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, "§1", "§2"]),
    st.sampled_from([None, 1, 2]),
    st.none(),
)


@given(NAMES, NAMES)
def test_it_does_not_matter_which_was_recorded_first(one: DecisionName, other: DecisionName) -> None:
    assert one.compared(other) is other.compared(one)
    assert sorted(one.differing(other)) == sorted(other.differing(one))


def test_a_body_that_is_written_nearly_alike_may_be_mistyped_when_all_else_agrees() -> None:
    """By any name that either is known by; with neither case nor paragraph there is too little to agree."""
    board = named(replace(WHOLE, body="Barn- och utbildningsnämnden"))
    alike = replace(WHOLE, body="Barn och utbildningsnämnden")
    assert board.compared(named(alike)) is Sameness.OTHER
    assert board.is_misnamed(named(alike))
    assert board.differing(named(alike)) == ("body",)
    short = replace(named(replace(WHOLE, body="BUN")), also=frozenset({"bun", board.body}))
    assert short.is_misnamed(named(alike))
    assert named(alike).is_misnamed(short)
    for other in ({"paragraph": "§ 45"}, {"case_number": "KS 2026/52"}, {"clause": 7}, {"body": "Kulturnämnden"}):
        assert not board.is_misnamed(named(replace(alike, **other))), other
    assert not board.is_misnamed(named(alike, DAY, date(2026, 5, 5)))
    nothing = {"case_number": None, "paragraph": None}
    assert not named(replace(WHOLE, body="Socialnämnden", **nothing)).is_misnamed(
        named(replace(WHOLE, body="Socialnämden", **nothing))
    )
