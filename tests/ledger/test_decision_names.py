"""One decision is one decision, whatever its typography."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.decision_names import (
    are_alike,
    body_key,
    case_key,
    decision_key,
    paragraph_key,
    paragraph_order,
    spelled_key,
)


@pytest.mark.parametrize(
    "paragraph", ["§ 44", "§44", "44 §", "44", "§\u00a044", "§ 044", "§ 44.", "Paragraf 44", "§§ 44"]
)
def test_a_paragraph_is_the_same_however_it_is_typed(paragraph: str) -> None:
    assert paragraph_key(paragraph) == "§44"


@pytest.mark.parametrize(
    ("one", "other"),
    [("§ 44", "§ 45"), ("§ 4", "§ 44"), ("§ 44", "§ 44 A"), ("§ 44 A", "§ 44 B"), ("Utl. 2023:133", "Utl. 2023:134")],
)
def test_paragraphs_that_differ_in_more_than_typography_are_others(one: str, other: str) -> None:
    assert paragraph_key(one) != paragraph_key(other)


@pytest.mark.parametrize(
    "case",
    [
        "KS 2026/51",
        "KS2026/51",
        "ks 2026/51",
        "Dnr KS 2026/51",
        "Dnr: KS 2026/51",
        "DNR. KS 2026 / 51",
        "KS 2026/0051",
        "KS2026-51",
        "KS-2026/00051",
        "KS/2026:51",
    ],
)
def test_a_case_is_the_same_however_it_is_typed(case: str) -> None:
    assert case_key(case) == "ks/2026/51"


@pytest.mark.parametrize("case", ["KS 2026/511", "KS 2026/5", "SN 2026/51", "KS 2025/51", "KS 2026/51-2", "2026/51"])
def test_another_case_is_another(case: str) -> None:
    assert case_key(case) != "ks/2026/51"


@pytest.mark.parametrize("case", ["KS-2014/742.912", "KS\u20132014/742.912", "KS\u22122014/742.912"])
def test_a_dash_is_a_dash(case: str) -> None:
    assert case_key(case) == "ks/2014/742/912"


@pytest.mark.parametrize(
    ("short", "whole"),
    [("KF", "kommunfullmäktige"), ("kf", "Kommun fullmäktige"), ("KS", "Kommunstyrelsen"), ("RF", "Regionfullmäktige")],
)
def test_a_body_is_known_by_its_short_name(short: str, whole: str) -> None:
    assert body_key(short) == body_key(whole)


def test_a_key_is_the_same_from_any_typography_and_bounded() -> None:
    assert decision_key("KF", "Dnr KS2026/51", "44 §") == decision_key("Kommunfullmäktige", "KS 2026/51", "§44")
    assert len(decision_key("n" * 300, None, None)) == 64


def test_what_entries_were_stored_under_never_changes() -> None:
    """As in the data directories of the versions that were handed over."""
    assert spelled_key("Kommunfullmäktige", None, "§ 12 A") == "kommunfullmäktige//§12a"
    assert spelled_key("KF", None, "44 §") == "kf//44§"
    assert spelled_key("KS 2023/1237") == "ks2023/1237"


@given(st.integers(1, 9_999), st.sampled_from(["", "a", "b"]), st.sampled_from(["§ {}", "§{}", "{} §", "{}"]))
def test_whatever_is_a_paragraph_has_its_place_in_order(number: int, suffix: str, form: str) -> None:
    text = form.format(f"{number} {suffix}".strip())
    assert paragraph_key(text) == f"§{number}{suffix}"
    assert paragraph_order(text) == (number, suffix.upper())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Barn- och utbildningsnämnden", "Barn och utbildningsnämnden", True),
        ("Barn- och utbildningsnämnden", "Nämnden för utbildning och barn", True),
        ("Socialnämnden", "socialnämden", True),
        ("Socialnämndens arbetsutskott", "Socialnämdens arbetsutskott", True),
        ("Socialnämndens arbetsutskott", "Socialnämnden", False),
        ("Socialnämnden", "Kulturnämnden", False),
        ("Kommunstyrelsen", "Kommunfullmäktige", False),
        ("Nämnden", "Styrelsen", False),
    ],
)
def test_a_body_that_is_misspelt_or_in_another_order_is_alike(one: str, other: str, alike: bool) -> None:
    keys = body_key(one), body_key(other)
    assert are_alike(*keys) is are_alike(*reversed(keys)) is alike
