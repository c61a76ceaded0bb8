"""What is said to readers of the description of HTTP and of --help: in Swedish, and in sentences."""

import re

from ledger.words.texts import question_texts, type_texts


def said() -> list[str]:
    """Every text, but the titles, which are no sentences."""
    texts = question_texts()
    descriptions = [answer.description for answer in texts.answers.values()]
    parameters = [parameter.text for parameter in texts.parameters.values()]
    return [*type_texts().values(), *descriptions, *parameters]


def test_every_text_is_a_sentence() -> None:
    assert not [text for text in said() if not text.endswith((".", "…")) or text[0] != text[0].upper()]


def test_the_texts_are_in_swedish() -> None:
    english = re.compile(r"\b(the|of|is|are|and|to|with|from|which|for every)\b")
    codes = re.compile(r"[a-z]+[-_][a-z_-]+|--[a-z-]+")
    assert not [text for text in said() if english.search(codes.sub("", text))]
