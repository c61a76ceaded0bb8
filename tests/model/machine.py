"""The machine: commands on one side and deeds in a book on the other, and three opinions after every step."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import count
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.events import Fact, RecordingErrorCorrected
from ledger.log import codec
from ledger.log.entry import Entry, Recorded
from ledger.looking.state import State, fold
from ledger.meaning.placed import claim_in
from ledger.meaning.tree import UnitOnDay
from ledger.recording import Command, Receipt
from ledger.values import Basis
from projections.asking.question import GroupBy, Question
from projections.chapters.budget import budget_answer
from projections.chapters.units import Unit as AnsweredUnit
from projections.chapters.units import units_answer
from projections.frames.current import frames_answer
from tests.checks import check_log
from tests.given import AUTHOR, opening
from tests.model import draws
from tests.model.book import FIRST, Accounts, Book, Claim, Deed, only
from tests.model.commands import Commands, Tried, acceptances, anything, command_of, told_with
from tests.model.judge import verdict
from tests.model.reserves import NEW, OLD, held, stated
from tests.model.stories import NAME, Stories
from tests.model.units import Unit
from tests.projections.corners import as_naive, by_the_rules, found_at, outside, question_at
from tests.projections.naive import Answer, Coordinate
from tests.projections.test_explaining_laws import check_change_table, check_difference, check_why
from tests.racing import in_turn

YEARS: Final = (2026, 2027)
VOICES: Final = (("decided", None), *((stage, name) for stage in ("proposed", "recommended") for name in draws.NAMES))
GROUPED: Final = tuple(by for by in GroupBy if by is not GroupBy.TREE)
"""How what changed can be put together: not twice, up in the tree."""

SUPPOSED: Final[tuple[dict[str, Any], ...]] = (
    {"laid": draws.NAMES[:1]},
    {"in_force": True},
    {"unit": "ks"},
    {"supposed": 25},
    {"laid": draws.NAMES[::-1], "supposed": -333, "unit": "sbk"},
    {"unit": "ny", "in_force": True},
    {"laid": draws.NAMES, "in_force": True},
)
"""What a question may suppose, or choose by, beside its clocks."""


class Model(Commands):
    """One ledger and one book. Accepted is stored, refused leaves the head where it was."""

    def __init__(self, stories: Stories) -> None:
        super().__init__()
        self.stories = stories
        stories.begin()
        self.recorded: list[Recorded] = []
        self.states = [State()]
        self.keys = count(1)
        self.turn = 0
        self.last: tuple[str, Command] | None = None

    @property
    def ledger(self) -> OpenLedger:
        """The ledger, as the application has it open."""
        return self.stories.ledger

    def _record(self, command: Command, key: str) -> Receipt:
        return self.stories.application.record(NAME, command, AUTHOR, key)

    # --- Commands -----------------------------------------------------------------------------------------------

    @rule(data=st.data(), accepted=acceptances)
    def two_write_at_once(self, data: st.DataObject, accepted: frozenset[str]) -> None:
        """Both decide on what is there; the one that was drawn first is stored first. The other is refused for what was
        there before, or else for what is there then."""
        both = [[self.correction(data) if data.draw(st.booleans()) else Deed(data.draw(anything))] for _ in "ab"]
        first, second = data.draw(st.permutations(both))
        writers = zip((first, second), self.stories.applications, strict=True)
        results = in_turn(
            self.stories.database,
            self.stories.place,
            [
                partial(writer.record, NAME, command_of(deeds, accepted), AUTHOR, f"k{next(self.keys)}")
                for deeds, writer in writers
            ],
        )
        before, after = verdict(self.book, second, accepted), verdict(self.book, first, accepted)
        late = verdict(after.book, second, accepted)
        foreseen = [after.codes, before.codes or late.codes]
        assert [*map(_codes, results)] == foreseen, f"{results}, and not {foreseen}"
        self.book = after.book if before.codes else late.book
        assert self._same_entries(self.book)

    def _same_entries(self, book: Book) -> bool:
        """Whether a book has its deeds in the order that the ledger has."""
        self._learn()
        stored = [recorded.entry for recorded in self.recorded][FIRST - 1 :]
        return len(stored) == len(book.deeds) and all(map(_is_of, stored, book.deeds))

    @rule()
    def sends_the_last_once_more(self) -> None:
        """The same key and command: the first answer again, and nothing stored."""
        if self.last is None:
            return
        key, command = self.last
        assert self._record(command, key).repeated
        with suppress(Refused):
            self._record(opening(), key)
            raise AssertionError("a key stood for two commands")

    # --- Operation ----------------------------------------------------------------------------------------------

    @rule(seldom=st.integers(0, 2))
    def rebuilds(self, seldom: int) -> None:
        if seldom == 0:
            self.ledger.runner.rebuild()

    @rule(seldom=st.integers(0, 7))
    def goes_on_elsewhere(self, seldom: int) -> None:
        """In another process, as it were, which remembers something else; or in one that has just begun."""
        self.stories.move()
        if seldom == 0:
            self.stories.reopen()

    # --- After every step ---------------------------------------------------------------------------------------

    def tried(self, command: Command) -> Tried:
        """What comes of a command that is recorded."""
        key = f"k{next(self.keys)}"
        try:
            stored = self._record(command, key)
        except Refused as error:
            return Tried(_codes(error))
        self.last = (key, command)
        assert stored.first_position is not None
        entries = self.ledger.log.stream(after=stored.first_position - 1)
        return Tried(frozenset(), tuple(told_with(recorded.entry) for recorded in entries))

    @invariant()
    def what_was_accepted_is_stored_and_nothing_else(self) -> None:
        """And when something was, the newest is asked about, and some of what was."""
        new = self.ledger.log.head() > len(self.recorded)
        if new:
            self._learn()
        assert self.book.head == len(self.recorded)
        self.turn += 1
        corners = self._corners()
        if new:
            self._agree(corners[1:], YEARS if self.turn % 4 == 0 else YEARS[:1])
            self._has_units(self.book.days()[self.turn * 13 % len(self.book.days())], corners[1])
        if new or self.turn % 2:
            self._is_answered(YEARS[self.turn % 5 == 0], corners[0])
        if new and any(isinstance(claim.own, Accounts) for _, claim in self.book.standing()):
            self._has_reserves(corners[self.turn % 2])

    def _learn(self) -> None:
        """Reads what is new in the log: at the end of the story all of it is read."""
        for recorded in self.ledger.log.stream(after=len(self.recorded)):
            self.recorded.append(recorded)
            assert codec.encode(recorded.entry) == recorded.data
            self.states.append(self.states[-1].after(claim_in(recorded)))
        self.ledger.runner.catch_up()

    def _corners(self) -> list[Coordinate]:
        """The newest, and others that go round with every turn: of decisions, of those who only propose, and with what
        may be supposed. Which is the first, goes round too."""
        days, head, turn = self.book.days(), self.book.head, self.turn
        newest = Coordinate(head, self.book.today)
        known = newest._replace(position=FIRST - 1 + turn * 7 % (head - FIRST + 2))
        every = [
            newest,
            known._replace(as_of=days[turn * 5 % len(days)]),
            Coordinate(head, days[turn * 3 % len(days)], *VOICES[turn % len(VOICES)]),
            (newest, known)[turn % 2]._replace(as_of=days[turn * 11 % len(days)], **SUPPOSED[turn % len(SUPPOSED)]),
        ]
        return every[-turn % 4 :] + every[: -turn % 4]

    # --- Three opinions -----------------------------------------------------------------------------------------

    def _agree(self, corners: Iterable[Coordinate], years: Sequence[int]) -> None:
        """The read model, the rules' own fold and the naive model."""
        with self.ledger.model.reading(None) as (cursor, _):
            for corner in corners:
                try:
                    answered = found_at(cursor, corner, years, self.ledger.model.later_acts_cache)
                except Refused as refused:
                    self._is_missing(refused, corner, years)
                    continue
                expected = self._expected(corner, years)
                assert as_naive(answered.frames) == expected.frames, corner
                assert answered.beside == expected.beside, corner
                assert _as_units(answered.units.values()) == self._tree(corner), corner
                if corner == Coordinate(corner.position, corner.as_of) and years == YEARS:
                    assert by_the_rules(self.states[corner.position], corner) == expected.frames, corner

    def _tree(self, corner: Coordinate) -> dict[str, Unit]:
        return self.book.tree(corner.as_of, corner.as_of, corner.position)

    def _expected(self, corner: Coordinate, years: Sequence[int]) -> Answer:
        assert self.book.can_lay(corner), corner
        assert corner.unit is None or corner.unit in self._tree(corner), corner
        return only(self.book.answer(corner), lambda frame: frame.year in years)

    def _is_missing(self, refused: Refused, corner: Coordinate, years: Sequence[int]) -> None:
        """What is asked about was not there: a unit, or a proposal that is to be laid, or that says anything."""
        [code] = {refusal.code for refusal in refused.refusals}
        if corner.proposal is not None:
            expected = self._expected(corner, years)
            assert (code, expected.frames) == ("proposal-unknown", {}), corner
        elif corner.unit is not None and corner.unit not in self._tree(corner):
            assert code == "unit-unknown", corner
        else:
            assert (code, self.book.can_lay(corner)) == ("proposal-unknown", False), corner

    def _is_answered(self, year: int, corner: Coordinate) -> None:
        """The answer that every door gives has the same frames, their sums, and the units' names of its day."""
        try:
            answer = frames_answer(self.ledger.model, question_at(corner, year)).answer
        except Refused as refused:
            self._is_missing(refused, corner, (year,))
            return
        expected, tree = self._expected(corner, (year,)), self._tree(corner)
        assert as_naive(answer.frames) == expected.frames, corner
        beside = (answer.undetermined, answer.conditional, answer.without_legal_force)
        assert [*map(outside, beside)] == [*expected.beside.values()], corner
        assert {(frame.unit, frame.unit_name) for frame in answer.frames} == {
            (f.unit, tree[f.unit].name) for f in expected.frames
        }
        for total in answer.totals:
            net = [value.figures.net for frame, value in expected.frames.items() if frame.kind == total.kind]
            assert total.net_ore == (None if None in net else sum(ore or 0 for ore in net)), corner

    def _has_reserves(self, corner: Coordinate) -> None:
        """What each reserve holds after each year whose accounts are known, where anybody can know."""
        known = stated(self.book, corner.as_of, corner.position)
        question = Question(as_of=corner.as_of, known_at=corner.position)
        budgets = budget_answer(self.ledger.model, question).answer.budgets
        answered = {budget.year: budget.balance_result for budget in budgets if budget.balance_result is not None}
        for year, balance in answered.items():
            every = {pot: held(known, pot, year) for pot in (OLD, NEW)}
            holds = {standing.reserve.value: standing.held_ore for standing in balance.reserves}
            assert holds == {pot: ore for pot, ore in every.items() if ore is not None}, (year, corner)
        assert answered.keys() == known.keys(), corner

    def _has_units(self, on: date, corner: Coordinate) -> None:
        """The tree of units on any day."""
        question = Question(on=on, as_of=corner.as_of, known_at=corner.position)
        units = _as_units(units_answer(self.ledger.model, question).answer.units)
        assert units == self.book.tree(on, corner.as_of, corner.position), (on, corner)

    def teardown(self) -> None:
        """Some corners of everything, now that the story is over, and the whole log."""
        self._learn()  # a story may end before anything was asked
        check_log(self.ledger.log)
        days, head = self.book.days(), self.book.head
        self.states = [fold(self.recorded[:position]) for position in range(head + 1)]
        every = [Coordinate(position, day) for position in range(FIRST - 1, head + 1) for day in days]
        self._agree(every[self.turn % 3 :: max(len(every) // 8, 1)], YEARS)
        if self.turn % 3 == 0:
            self._explains(days, head)

    def _explains(self, days: Sequence[date], head: int) -> None:
        """What explains the frames adds up to them, and what changed between two corners closes."""
        year, turn = YEARS[self.turn % 4 == 0], self.turn
        for corner in self._corners()[-2:]:
            with suppress(Refused):  # a proposal or a unit that is not there
                check_why(self.ledger, question_at(corner, year))
                check_change_table(self.ledger, question_at(corner, year))
        first, last = sorted((FIRST - 1 + turn * 7 % (head - FIRST + 2), FIRST - 1 + turn * 11 % (head - FIRST + 2)))
        start, end = sorted((days[turn * 5 % len(days)], days[turn * 3 % len(days)]))
        until = Question(year=year, as_of=end, known_at=last, by=GROUPED[turn % len(GROUPED)])
        check_difference(self.ledger, Question(year=year, as_of=start, known_at=first), until)


def _codes(result: Receipt | Exception) -> frozenset[str]:
    """What a command was refused for; nothing when it was stored."""
    if isinstance(result, Receipt):
        return frozenset()
    if isinstance(result, Refused):
        return frozenset(refusal.code for refusal in result.refusals)
    raise result


def _as_units(units: Iterable[UnitOnDay | AnsweredUnit]) -> dict[str, Unit]:
    return {unit.unit: Unit(unit.name, unit.parent, unit.exists, unit.successors) for unit in units}


def _is_of(entry: Entry, deed: Deed) -> bool:
    """Whether an entry is what a deed was sent as."""
    if not isinstance(entry.fact, RecordingErrorCorrected):
        return deed.corrects is None and _says(entry.fact, entry.basis, deed.claim)
    new = entry.fact.replacement
    said = _says(new.fact, new.basis, deed.claim) if new is not None else deed.claim is None
    return entry.fact.corrects == deed.corrects and said


def _says(fact: Fact, basis: Basis | None, claim: Claim | None) -> bool:
    """Whether it was sent so, but for what the ledger fills in; the last day to appeal is the one counted by hand."""
    if claim is None or type(fact) is not type(claim.fact) or basis != claim.basis:
        return False
    notice = claim.said.posted or (claim.said.reported and claim.said.reported.posted)
    if getattr(fact, "appeal_deadline", None) != (notice.last_day if notice else None):
        return False
    names = (name for name in fact.__struct_fields__ if name not in ("adopted", "appeal_deadline"))
    return all(getattr(fact, name) == getattr(claim.fact, name) for name in names)
