"""Those who write: commands over HTTP, each with its key, sent again with the same one until they are acknowledged."""

from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event
from typing import Any, Final

import msgspec

from ledger.events import FrameAdjusted
from ledger.values import Acceptance
from ledger.when import sleep
from tests.faults.counting import Mark
from tests.faults.installation import LEDGER, UNITS, Installation
from tests.given import Command, basis, key, money

_YEARS: Final = range(2024, 2030)
_TRY_AGAIN_SECONDS: Final = 0.2
_TRIES_AT_THE_END: Final = 300
PAUSE_MILLISECONDS: Final = 300
"""At most so long between two commands of a writer, so that the machine has time for the faults."""

DONE: Final = frozenset({200, 201})
AGAIN: Final = frozenset({503})
"""What a server answers that has lost its database, or is ending."""


class Sent(msgspec.Struct):
    """What a writer has sent: the position of each fact that was acknowledged; how many commands were given up without
    an answer, how many answers were lost, and how often a command was sent again."""

    acknowledged: dict[Mark, int] = {}
    commands: int = 0
    given_up: int = 0
    answers_lost: int = 0
    sent_again: int = 0


class Writer:
    """One who writes, a command after the other. What was acknowledged was so by an answer that came whole."""

    loses, gives_up = 10, 2
    """Of a hundred commands, how many lose the first answer, and after how many of these nobody asks again."""

    accepts: tuple[Acceptance, ...] = ()

    def __init__(
        self, installation: Installation, number: int, seed: int, pause_milliseconds: int = PAUSE_MILLISECONDS
    ):
        self._installation = installation
        self._number = number
        self._pause_milliseconds = pause_milliseconds
        self._random = Random(f"{seed} writer {number}")
        self.sent = Sent()

    def write(self, ended: Event) -> None:
        """Sends commands until the end."""
        while not ended.is_set():
            self.send(self._random.randint(1, 3), ended)
            ended.wait(self._random.randrange(self._pause_milliseconds) / 1000)

    def send(self, facts: int, ended: Event) -> None:
        """Sends one command of so many facts until it is acknowledged, or in rare cases given up at a lost answer."""
        self.sent.commands += 1
        marks = [Mark(self._number, self.sent.commands, fact) for fact in range(facts)]
        body = self.body(marks)
        drawn, left = self._random.randrange(100), _TRIES_AT_THE_END
        is_losing, gives_up = drawn < self.loses, drawn < self.gives_up
        while left:
            left -= ended.is_set()
            receipt = self._tried(body, self.key(), is_losing=is_losing)
            if receipt is not None:
                self._acknowledged(marks, receipt)
                return
            if gives_up:
                self.sent.given_up += 1
                return
            is_losing = False
            self.sent.sent_again += 1
            sleep(_TRY_AGAIN_SECONDS)
        raise TimeoutError(f"writer {self._number} is not answered")

    def key(self) -> str:
        """The one of the command that is being sent: the same when it is sent again."""
        return f"{self._number}-{self.sent.commands}"

    def body(self, marks: Sequence[Mark]) -> bytes:
        """A command that changes a frame for each mark, every other time one of the same unit."""
        units = [self._random.choice(UNITS[: self._random.choice((1, len(UNITS)))]) for _ in marks]
        frames = [key(unit, self._random.choice(_YEARS)) for unit in units]
        facts = tuple(FrameAdjusted(frame, money(mark.ore)) for frame, mark in zip(frames, marks, strict=True))
        case = f"KS 2024/{marks[0].writer}-{marks[0].command}"
        made = msgspec.structs.replace(basis(day="2024-11-25", paragraph=f"§ {marks[0].command}"), case_number=case)
        return msgspec.json.encode(Command(facts, made, self.accepts))

    def _acknowledged(self, marks: list[Mark], receipt: dict[str, Any]) -> None:
        positions = range(receipt["first_position"], receipt["last_position"] + 1)
        self.sent.acknowledged |= dict(zip(marks, positions, strict=True))

    def _tried(self, body: bytes, its_key: str, *, is_losing: bool) -> dict[str, Any] | None:
        """The receipt; None: the answer was lost, or there was none."""
        connection = HTTPConnection("127.0.0.1", self._installation.port, timeout=60)
        headers = {"content-type": "application/json", "idempotency-key": its_key}
        try:
            connection.request("POST", f"/v1/{LEDGER}/decisions", body, headers)
            if is_losing:
                self.sent.answers_lost += 1
                sleep(self._random.randrange(40) / 1000)  # while it is read, decided, committed or answered
                return None
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        if answer.status in AGAIN:
            return None
        assert answer.status in DONE, f"{answer.status}: {said.decode()}"
        receipt: dict[str, Any] = msgspec.json.decode(said)
        return receipt
