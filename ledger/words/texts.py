"""What answers, their parameters and their types say of themselves, in Swedish: read when somebody asks for it."""

from functools import cache
from importlib.resources import files

import msgspec


class AnswerText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer is called, and what it shows."""

    title: str
    description: str


class ParameterText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a parameter says over HTTP, and as a flag of a command; None: it has no flag."""

    text: str
    flag: str | None = None


class QuestionTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers by their addresses, and parameters by their names."""

    answers: dict[str, AnswerText]
    parameters: dict[str, ParameterText]


@cache
def question_texts() -> QuestionTexts:
    """What can be asked, and with what."""
    return msgspec.toml.decode(_read("answers_and_parameters"), type=QuestionTexts)


@cache
def type_texts() -> dict[str, str]:
    """What each type is; the catalogue's own words are in `words.py`."""
    return msgspec.toml.decode(_read("types"), type=dict[str, str])


def _read(name: str) -> bytes:
    return files(__package__ or "").joinpath("swedish", f"{name}.toml").read_bytes()
