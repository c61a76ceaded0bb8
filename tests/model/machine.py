"""The machine: commands on one side and deeds in a book on the other, and three opinions after every step."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count, permutations
from typing import Final

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from psycopg.sql import SQL, Identifier

from api.app import Application, OpenLedger
from ledger.database import Database
from ledger.errors import Refused
from ledger.events import AnyFact, RecordingErrorCorrected, Replacement
from ledger.recording import Command
from ledger.rules.state import fold
from ledger.values import Acceptance, Stage
from projections.answers import FramesAnswer, frames_answer
from projections.coordinates import Question
from tests.checks import check_log
from tests.given import AUTHOR, opening
from tests.model import draws
from tests.model.book import FIRST, Book, Claim, Deed
from tests.model.judge import RELAXABLE, verdict
from tests.projections.naive import Coordinate
from tests.projections.test_frames import as_naive, by_the_rules, found_at, outside
from tests.racing import at_once

YEARS: Final = (2026, 2027)
VOICES: Final = (("decided", None), *((stage, name) for stage in ("proposed", "recommended") for name in draws.NAMES))
_numbers = count(1)
_rules = st.sets(st.sampled_from(sorted(RELAXABLE)), max_size=3).map(frozenset)
_accepted = st.one_of(st.just(frozenset[str]()), _rules, st.just(RELAXABLE))


def command_of(deeds: Sequence[Deed], accepted: frozenset[str]) -> Command:
    """Deeds as they are sent. What a correction says has a basis of its own."""
    facts: list[AnyFact] = []
    bases = [deed.claim.basis for deed in deeds if deed.claim and deed.corrects is None]
    for deed in deeds:
        if deed.corrects is None and deed.claim is not None:
            facts.append(deed.claim.fact)
        elif deed.corrects is not None:
            new = None if deed.claim is None else Replacement(deed.claim.fact, deed.claim.basis)
            facts.append(RecordingErrorCorrected(deed.corrects, "avskrivningsfel", new))
    accept = tuple(Acceptance(rule, "fullmäktige beslutade så", "controller-7") for rule in sorted(accepted))
    return Command(tuple(facts), bases[0] if bases else None, accept)


class Model(RuleBasedStateMachine):
    """One ledger and one book. Accepted is stored, refused leaves the head where it was."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.name = f"model_{next(_numbers)}"
        self.application = Application(database)
        self.application.record(self.name, opening(), AUTHOR, "opening")
        self.book = Book(draws.TODAY)
        self.keys = count(1)
        self.turn = 0
        self.last: tuple[str, Command] | None = None

    @property
    def ledger(self) -> OpenLedger:
        """The ledger, as the application has it open."""
        return self.application.ledger(self.name)

    # --- Commands -----------------------------------------------------------------------------------------------

    @rule(claim=draws.decisions(), accepted=_accepted)
    def decides(self, claim: Claim, accepted: frozenset[str]) -> None:
        self._send([Deed(claim)], accepted)

    @rule(data=st.data(), accepted=_accepted)
    def decides_several_at_once(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        on = data.draw(draws.grounds())
        claims = data.draw(st.lists(draws.decisions(on), min_size=2, max_size=3))
        self._send([Deed(claim) for claim in claims], accepted)

    @rule(claim=st.one_of(draws.openings(), draws.units()), accepted=_accepted)
    def begins(self, claim: Claim, accepted: frozenset[str]) -> None:
        self._send([Deed(claim)], accepted)

    @rule(claim=draws.proposals())
    def proposes(self, claim: Claim) -> None:
        self._send([Deed(claim)], frozenset(("transfer-across-kinds",)))

    @rule(claim=draws.clauses(), accepted=_accepted)
    def adopts(self, claim: Claim, accepted: frozenset[str]) -> None:
        self._send([Deed(claim)], accepted)

    @rule(claim=draws.afterwards(), accepted=_accepted)
    def comes_afterwards(self, claim: Claim, accepted: frozenset[str]) -> None:
        self._send([Deed(claim)], accepted)

    @rule(data=st.data(), accepted=_accepted)
    def corrects(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        self._send([self._correction(data)], accepted)

    @rule(data=st.data(), accepted=_accepted)
    def corrects_again(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        self._send([self._correction(data)], accepted)

    def _correction(self, data: st.DataObject) -> Deed:
        """Of any entry, most often one that stands; with another of its own kind, with anything, or with nothing.

        What is drawn never depends on what is recorded: that may be one of two things after a race.
        """
        number, anywhere, new = data.draw(st.tuples(st.integers(0, 999), st.integers(0, 7), draws.replacements))
        standing = [position for position, _ in self.book.standing()]
        if anywhere == 0 or not standing:
            target = 1 + number % (self.book.head + 1)
        else:
            target = standing[number % len(standing)]
        old = self.book.at(target) if FIRST <= target <= self.book.head else None
        if old is not None and new is not None and (old.kind, new.kind) == ("proposal", "proposal") and anywhere > 1:
            new = draws.named(new, old.name)
        return Deed(new, target)

    @rule(data=st.data(), accepted=_accepted)
    def two_write_at_once(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        """What came of it is what would have come of one of them after the other."""
        both = [[self._correction(data) if data.draw(st.booleans()) else Deed(data.draw(draws.anything))] for _ in "ab"]
        sent = [(command_of(deeds, accepted), f"k{next(self.keys)}") for deeds in both]
        found = at_once(2, lambda number: self.application.record(self.name, sent[number][0], AUTHOR, sent[number][1]))
        told = [one.refusals if isinstance(one, Refused) else one for one in found]
        codes = [frozenset(one.code for one in each) if isinstance(each, tuple) else frozenset[str]() for each in told]
        for order in permutations((0, 1)):
            book, foreseen = self.book, {}
            for number in order:
                foreseen[number], book = verdict(book, both[number], accepted)
            if [foreseen[0], foreseen[1]] == codes and self._same_entries(book):
                self.book = book
                return
        raise AssertionError(f"neither order gives {codes}: {found}")

    def _same_entries(self, book: Book) -> bool:
        """Whether a book has its deeds in the order that the ledger has."""
        stored = [recorded.entry.fact for recorded in self.ledger.log.stream()][FIRST - 1 :]
        return len(stored) == len(book.deeds) and all(
            fact.corrects == deed.corrects
            if isinstance(fact, RecordingErrorCorrected)
            else deed.claim is not None and type(fact) is type(deed.claim.fact) and _alike(fact, deed.claim.fact)
            for fact, deed in zip(stored, book.deeds, strict=True)
        )

    @rule()
    def sends_the_last_once_more(self) -> None:
        """The same key and command: the first answer again, and nothing stored."""
        if self.last is None:
            return
        key, command = self.last
        assert self.application.record(self.name, command, AUTHOR, key).repeated
        with suppress(Refused):
            self.application.record(self.name, opening(), AUTHOR, key)
            raise AssertionError("a key stood for two commands")

    # --- Operation ----------------------------------------------------------------------------------------------

    @rule()
    def rebuilds(self) -> None:
        self.ledger.runner.rebuild()

    @rule()
    def closes_and_opens(self) -> None:
        self.application.close()
        self.application = Application(self.database)

    # --- Three opinions -----------------------------------------------------------------------------------------

    def _send(self, deeds: Sequence[Deed], accepted: frozenset[str]) -> None:
        command, key = command_of(deeds, accepted), f"k{next(self.keys)}"
        foreseen = verdict(self.book, deeds, accepted)
        try:
            self.application.record(self.name, command, AUTHOR, key)
            codes = frozenset[str]()
            self.last = (key, command)
        except Refused as refused:
            codes = frozenset(refusal.code for refusal in refused.refusals)
        assert codes == foreseen.codes, f"refused {sorted(codes)}, and not {sorted(foreseen.codes)}"
        if not codes:
            self.book = foreseen.book

    @invariant()
    def what_was_accepted_is_stored_and_nothing_else(self) -> None:
        check_log(self.ledger.log)
        assert self.ledger.log.head() == self.book.head

    @invariant()
    def three_say_the_same(self) -> None:
        """The newest, and others that go round with every turn: one of them as it is answered, all as it is read."""
        self.turn += 1
        days, head = self.book.days(), self.book.head
        self.ledger.runner.catch_up()
        some = [
            Coordinate(head, self.book.today),
            Coordinate(FIRST - 1 + self.turn * 7 % (head - FIRST + 2), days[self.turn * 5 % len(days)]),
            Coordinate(head, days[self.turn * 3 % len(days)], *VOICES[self.turn % len(VOICES)]),
        ]
        self._agree(some)
        self._is_answered(YEARS[self.turn % 5 == 0], some[self.turn % len(some)])

    def _agree(self, corners: Iterable[Coordinate]) -> None:
        """The read model, the rules' own fold and the naive model."""
        recorded = list(self.ledger.log.stream())
        with self.ledger.model.cursor() as cursor:
            for corner in corners:
                expected = self.book.answer(corner)
                found, undetermined, conditional = found_at(cursor, corner)
                assert as_naive(found) == expected.frames, corner
                assert outside(undetermined) == expected.undetermined, corner
                assert outside(conditional) == expected.conditional, corner
                if corner.proposal is None:
                    assert by_the_rules(fold(recorded[: corner.position]), corner.as_of) == expected.frames, corner

    def _is_answered(self, year: int, corner: Coordinate) -> None:
        """The answer that every door gives has the same frames, and the units' names of its day."""
        answer, expected = self._read(year, corner), self.book.answer(corner).frames
        frames = answer.frames if answer else []
        assert as_naive(frames) == {one: value for one, value in expected.items() if one.year == year}, corner
        for one in frames:
            assert one.unit_name == self.book.unit(one.unit, "rename", corner.as_of, corner.position), corner

    def _read(self, year: int, corner: Coordinate) -> FramesAnswer | None:
        """The read model's answer; None for a proposal that was not there."""
        question = Question(year, corner.as_of, corner.position, Stage(corner.stage), corner.proposal)
        try:
            return frames_answer(self.ledger.model, question).answer
        except Refused as refused:
            if refused.refusals[0].code == "proposal-unknown":
                return None
            raise

    def teardown(self) -> None:
        """A dozen corners of everything, now that the story is over; then the ledger goes."""
        try:
            self.ledger.runner.catch_up()
            days, head = self.book.days(), self.book.head
            every = [Coordinate(position, day) for position in range(FIRST - 1, head + 1) for day in days]
            self._agree(every[self.turn % 3 :: max(len(every) // 12, 1)])
        finally:
            place = self.ledger.runner.place
            self.application.close()
            _drop(self.database, place.log_schema, place.projection_schema, place.rebuild_schema)


def _alike(stored: object, sent: object) -> bool:
    """Whether a stored fact is the one that was sent, but for what the ledger fills in."""
    names = [name for name in stored.__struct_fields__ if name != "adopted"]  # type: ignore[attr-defined]
    return all(getattr(stored, name) == getattr(sent, name) for name in names)


def _drop(database: Database, *schemas: str) -> None:
    with psycopg.connect(**database.owner_login, autocommit=True) as connection:
        for schema in schemas:
            connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
