"""English is found among what people see, wherever it stands in a text, and Swedish is left alone."""

import pytest

from tests.swedish import english_in, not_swedish


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The frame as decided.", {"the"}),  # first in its text
        ("What a unit is made of.", {"what", "is", "of"}),  # and last
        ("Successful Response", {"successful", "response"}),
        ("Ramen är okänd (not known where the budget was lost).", {"where", "the", "was"}),
        ("Every frame, with its parts.", {"every", "with", "its"}),
    ],
)
def test_english_is_found(text: str, english: set[str]) -> None:
    assert english_in(text) == english


@pytest.mark.parametrize(
    "text",
    [
        "Alla ramar i en by, i ett fall.",
        "Fråga igen med after = next_after.",
        "Avvisat med ”unit is unknown”, koden frame-not-set eller `the` i /v1/stad/frames/is/known.",
        "Till dess att {of} är {is}: klass A, KL 11:6 a.",
    ],
)
def test_swedish_is_left_alone(text: str) -> None:
    assert english_in(text) == set()


def test_what_is_not_swedish_is_named_with_its_words() -> None:
    assert not_swedish(["Ramen är känd.", "Ramen is known."]) == {"Ramen is known.": {"is"}}
