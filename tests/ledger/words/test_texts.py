"""What is said to readers of the description of HTTP and of --help: in Swedish, and in sentences."""

from ledger.words.texts import question_texts, type_texts
from tests.swedish import not_swedish


def said() -> list[str]:
    """Every text, but the titles, which are no sentences."""
    texts = question_texts()
    descriptions = [answer.description for answer in texts.answers.values()]
    parameters = [parameter.text for parameter in texts.parameters.values()]
    return [*type_texts().values(), *descriptions, *parameters]


def test_every_text_is_a_sentence() -> None:
    assert not [text for text in said() if not text.endswith((".", "…")) or text[0] != text[0].upper()]


def test_the_texts_are_in_swedish() -> None:
    assert not_swedish(said()) == {}
