"""What people call things that the catalogue calls something else."""

import doctest

import pytest

from ledger.words import everyday, words
from ledger.words.everyday import EVERYDAY, events_meant, everyday_word, names_like

EVERY_EVENT = tuple(words.FAMILIES)


def test_every_word_leads_to_events_that_there_are_or_says_that_there_are_none() -> None:
    for word, meant in EVERYDAY.items():
        assert word == " ".join(word.casefold().split())
        assert words.FACTS.keys() >= set(meant.events), word
        assert meant.events or meant.says, word
    assert not EVERYDAY.keys() & words.FAMILIES.keys(), "a name of the catalogue means itself"


def test_capitals_and_spaces_make_no_difference() -> None:
    assert everyday_word("  Ekonomisk   RAM ") == everyday_word("ekonomisk ram")
    assert everyday_word("okänt ord") is None


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("ram beslutat", ["ram beslutad"]),
        ("tilläggsanlag", ["tilläggsanslag"]),
        ("medelsreserv", ["fördelning ur medelsreserv"]),
        ("omfördelning", []),
        ("omdisponering", []),
        ("ramväxling", []),
        ("anslag", []),
        ("", []),
    ],
)
def test_a_name_is_meant_by_its_own_words_or_by_a_slip_of_the_pen(name: str, names: list[str]) -> None:
    """Language.md: likeness of letters made framställning of ramväxling, and förslag of anslag."""
    assert names_like(name, EVERY_EVENT) == names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("omdisponering", "kanske ram överförd; "),
        ("omdisponeringen", "kanske ram överförd; "),
        ("avgift", "kanske avgiftssats eller pris; "),
        ("borgen", "ingenting: Borgen, lån och andra åtaganden registreras inte i liggaren, bara budgeten. "),
        ("xyz", ""),
    ],
)
def test_what_to_write_instead(name: str, text: str) -> None:
    assert events_meant(name, EVERY_EVENT) == text


def test_only_what_can_stand_there_is_said() -> None:
    """Inside a proposal there is no budget antagen, say."""
    assert events_meant("budget", ["ram beslutad"]) == "kanske ram beslutad; "
    assert events_meant("omdisponering", ["ram beslutad"]) == ""


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(everyday) == (0, 1)
