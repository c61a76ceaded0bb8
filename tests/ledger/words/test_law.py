"""No rule of law is without its years, its source and how sure we are of it; and each is said in one place."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from ledger.words.law import LAW, Certainty, CountedBy, RuleOfLaw
from tests.house_rules import ROOT, sources
from tests.swedish import not_swedish

README: Final = (ROOT / "ledger/words/swedish/README.md").read_text(encoding="utf-8")

LAW_OF_THE_DOMAIN: Final = (
    *("R-08", "R-12", "R-17", "R-18", "R-19", "R-21", "R-22", "R-23", "R-24", "R-25", "R-26", "R-27", "R-28", "R-29"),
    *("R-53", "R-54", "R-55", "R-56", "R-59"),
)
"""The rules that rest on law and that the ledger keeps, by the report on the domain."""

_ONE: Final = r"\d{1,2}:\d{1,3}(?: a\b)?(?:[–-]\d{1,3})?"
_KL: Final = re.compile(rf"KL ({_ONE}(?:(?:, | and | och ){_ONE})*)")
_OTHER: Final = re.compile(r"(?:[Ll]ag|LKBR) (\d{1,4}:\d{1,3})")


def sections(text: str) -> Iterator[str]:
    """Every section that a text cites, one by one: `KL 11:10–11, 11:6 a` is 11:10, 11:11 and 11:6 a."""
    for cited in _KL.findall(text):
        for chapter, first, letter, last in re.findall(r"(\d+):(\d+)( a\b)?(?:[–-](\d+))?", cited):
            numbers = range(int(first), int(last or first) + 1)
            yield from (f"{chapter}:{number}{letter}" for number in numbers)
    yield from _OTHER.findall(text)


KNOWN: Final = {section for rule in LAW.values() for section in sections(rule.cited)}


def test_a_range_and_a_list_of_sections_are_told_apart() -> None:
    assert list(sections("KL 11:10–11, 11:6 a och 6:1; lag 1930:173 § 2; LKBR 13:1; KL 9 kap.")) == [
        *("11:10", "11:11", "11:6 a", "6:1", "1930:173", "13:1"),
    ]


@pytest.mark.parametrize("path", sorted(source.path for source in sources(r"ledger/.*\.py")))
def test_every_section_that_the_ledger_cites_has_its_validity(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert {section for section in sections(text) if section not in KNOWN} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "ledger/words/swedish").glob("*.toml")), ids=lambda path: path.stem)
def test_every_section_that_a_word_cites_has_its_validity(path: object) -> None:
    text = (ROOT / str(path)).read_text(encoding="utf-8")
    assert {section for section in sections(text) if section not in KNOWN} == set()


def test_no_rule_of_law_lacks_its_validity() -> None:
    assert set(LAW_OF_THE_DOMAIN) - {rule.rule for rule in LAW.values()} == set()


@pytest.mark.parametrize("name", LAW)
def test_each_has_years_a_source_and_a_sentence(name: str) -> None:
    rule = LAW[name]
    assert rule.first_year <= rule.last_year
    assert rule.source
    assert list(sections(rule.cited))
    assert not_swedish([rule.says, rule.source]) == {}
    assert isinstance(rule.certainty, Certainty)
    assert isinstance(rule.counted_by, CountedBy)


def test_they_stand_in_the_order_of_the_rules() -> None:
    rules = [rule.rule for rule in LAW.values()]
    assert rules == sorted(rules)


def test_what_is_not_read_never_claims_to_be() -> None:
    unread = [rule for rule in LAW.values() if "egen kännedom" in rule.source or "vår" in rule.source.split()[0]]
    assert {rule.certainty for rule in unread} == {Certainty.KNOWN, Certainty.DECIDED}
    assert LAW["spending-financed"].certainty is Certainty.KNOWN


def line(rule: RuleOfLaw) -> str:
    """A rule's line in the README of the rules."""
    return f"| {rule.rule} | {rule.cited} | {rule.says} | {rule.validity} | {rule.certainty} | {rule.source} |"


def test_the_table_of_the_rules_is_what_the_rules_use() -> None:
    said = re.findall(r"^\| R-\d\d \| (?:KL|lag|LKBR) .*$", README, re.MULTILINE)
    assert said == [line(rule) for rule in LAW.values()]


def test_the_rule_of_the_year() -> None:
    """R-23: group companies for budget years from 2025. R-27: RUR for accounts 2010 to 2023, then resultatreserv."""
    assert [LAW["group-companies"].holds_in(year) for year in (2023, 2024, 2025)] == [False, False, True]
    rur, reserve = LAW["equalisation-reserve"], LAW["result-reserve"]
    assert [rur.holds_in(year) for year in (2009, 2010, 2023, 2024)] == [False, True, True, False]
    assert [reserve.holds_in(year) for year in (2023, 2024)] == [False, True]
    assert (rur.validity, reserve.validity) == ("2010–2023", "från 2024")
