"""Every type in the description of HTTP has its text, and no text is left over."""

from api.http.openapi_texts import TEXTS


def test_every_text_is_a_sentence() -> None:
    assert all(text[0].isupper() and text.endswith(".") for text in TEXTS.values())


def test_the_texts_are_in_swedish() -> None:
    assert not [name for name, text in TEXTS.items() if " the " in text or " of " in text]
