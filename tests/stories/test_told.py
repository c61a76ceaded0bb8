"""The recorded answers about the example worlds are what is answered now."""

from ledger.log.embedded import EmbeddedServer
from tests.stories.told import FILE, QUESTIONS, told


def test_the_answers_are_those_that_were_recorded(server: EmbeddedServer) -> None:
    assert told(server) == FILE.read_text(encoding="utf-8")


def test_every_question_names_its_day() -> None:
    assert all("--as-of" in words for words in QUESTIONS.values())
