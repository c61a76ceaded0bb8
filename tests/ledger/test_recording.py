"""Recording when others do, when connections are lost, and when a request is made again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from threading import Barrier
from typing import Any

import msgspec
import psycopg
import pytest

from ledger.errors import Refused
from ledger.events import RecordingErrorCorrected, Replacement, UnitRegistered
from ledger.log.appending import Appended, AppendOutcome, IdempotencyKey
from ledger.log.entry import Entry, Look, Recorded
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.log.store import DCBAppendCondition, DCBEvent, PostgresLogRecorder, persistence
from ledger.looking.looks import looks
from ledger.looking.state import State, fold
from ledger.money import amount_text
from ledger.recording import Author, Command, Receipt, command_digest, foreseen, record, rehearse
from ledger.rules.decide import decide
from ledger.values import Commitment, Recording
from ledger.when import today
from tests.checks import check_log, rows
from tests.given import AUTHOR, basis, between, command, decided, key, opening, transferred, turnover
from tests.racing import at_once

WRITERS = 8
DRAW = command(transferred(5_000), on=basis("2025-12-01"))


def draw(number: int) -> Command:
    """As much again, by a paragraph of its own."""
    return command(transferred(5_000), on=basis("2025-12-01", f"§ {100 + number}"))


"""50 kr out of Stadsledningskontoret's 250."""


@pytest.fixture
def opened(own_log: Log) -> Iterator[Log]:
    """A ledger with three units, where slk has 250 kr and sbk nothing: positions 1 to 6."""
    record(own_log, "stad", opening(), AUTHOR, "opening")
    record(own_log, "stad", command(decided(25_000), decided(0, frame=key("sbk"))), AUTHOR, "frames")
    yield own_log
    check_log(own_log)


def put(log: Log, what: Command, key: str | None = None) -> Receipt:
    return record(log, "stad", what, AUTHOR, key)


def costs_ore(log: Log, unit: str = "slk") -> int | None:
    """What a unit's frame is in the end."""
    tag = key(unit).tag
    recorded, _ = log.read([Look(tag)])
    return fold(recorded).frame_steps(tag).on(date(2026, 12, 31)).sides.costs_ore


class Together(Log):
    """A log whose writers have all decided before the first of them appends."""

    def __init__(self, recorder: PostgresLogRecorder, writers: int):
        super().__init__(recorder)
        self._decided = Barrier(writers)

    def append(
        self, entries: Sequence[Entry], looked_at: Iterable[Look], head: LogCursor, key: IdempotencyKey | None
    ) -> Appended:
        """Once everybody is here."""
        self._decided.wait(10)
        return super().append(entries, looked_at, head, key)


def codes(results: Iterable[object]) -> list[str]:
    """The code of each refusal; the type's name of anything else that is no refusal."""
    return sorted(
        result.refusals[0].code if isinstance(result, Refused) else type(result).__name__ for result in results
    )


def assert_three_are_told_why(results: Sequence[object]) -> None:
    refused = [result.refusals for result in results if isinstance(result, Refused)]
    assert len(refused) == 3
    for (refusal,) in refused:
        assert refusal.code == "frame-would-be-negative"
        assert "slk drift 2026" in refusal.detail
        assert "2025-12-01" in refusal.detail
        assert f"skulle bli {amount_text(-5_000)}" in refusal.detail
        assert f" {amount_text(0)}." in refusal.detail, "what was left"


# --- Races --------------------------------------------------------------------------------------------------


def test_eight_who_decided_on_the_same_state_draw_five_times_fifty_from_250(opened: Log) -> None:
    together = Together(opened.recorder, WRITERS)
    results = at_once(WRITERS, lambda number: put(together, draw(number), f"draw {number}"))
    assert codes(results) == ["Receipt"] * 5 + ["frame-would-be-negative"] * 3
    assert_three_are_told_why(results)
    positions = [result.first_position for result in results if isinstance(result, Receipt)]
    assert sorted(map(str, positions)) == ["10", "11", "7", "8", "9"]
    assert (costs_ore(opened), costs_ore(opened, "sbk")) == (0, 25_000)


def test_without_a_retry_one_is_stored_and_seven_learn_what_came_before_them(opened: Log) -> None:
    facts = DRAW.facts
    recorded, head = opened.read(looks(State(), facts, None))
    entries = []
    for number in range(WRITERS):
        on = draw(number).basis
        verdict = decide(fold(recorded), facts[0], on, (), head.position + 1, today())
        assert verdict.refusals == ()
        entries.append(Entry(facts[0], Recording("tester-1", "test", verdict.warnings), on))
    results = at_once(WRITERS, lambda number: opened.append([entries[number]], looks(State(), facts, None), head, None))
    appended = [result for result in results if isinstance(result, Appended)]
    assert sorted(stored.outcome for stored in appended) == [AppendOutcome.CONFLICT] * 7 + [AppendOutcome.STORED]
    assert {stored.conflict_position for stored in appended if stored.outcome is AppendOutcome.CONFLICT} == {7}
    assert costs_ore(opened) == 20_000

    resubmitted = at_once(WRITERS - 1, lambda number: put(opened, draw(WRITERS + number)))
    assert codes(resubmitted) == ["Receipt"] * 4 + ["frame-would-be-negative"] * 3
    assert_three_are_told_why(resubmitted)
    assert (opened.head(), costs_ore(opened)) == (11, 0)


def test_decisions_about_different_frames_do_not_disturb_each_other(opened: Log) -> None:
    facts = [decided(100, frame=key("slk", 2030 + number)) for number in range(WRITERS)]
    head = opened.head()
    entries = [Entry(fact, Recording("tester-1", "test"), basis()) for fact in facts]
    results = at_once(
        WRITERS,
        lambda number: opened.append([entries[number]], looks(State(), [facts[number]], None), LogCursor(head), None),
    )
    assert [result.outcome for result in results if isinstance(result, Appended)] == [AppendOutcome.STORED] * WRITERS


def test_eight_register_a_unit_and_one_succeeds(opened: Log) -> None:
    together = Together(opened.recorder, WRITERS)
    units = [Command((UnitRegistered("nk", f"Namnkansliet {number}"),)) for number in range(WRITERS)]
    results = at_once(WRITERS, lambda number: put(together, units[number]))
    assert codes(results) == ["Receipt"] + ["unit-already-registered"] * 7


def test_an_entry_is_corrected_once(opened: Log) -> None:
    def correct(number: int) -> Receipt:
        right = Replacement(decided(10_000 + number), basis())
        return put(together, Command((RecordingErrorCorrected(5, "fel belopp", right),)))

    together = Together(opened.recorder, WRITERS)
    assert codes(at_once(WRITERS, correct)) == ["Receipt"] + ["entry-already-corrected"] * 7


def test_draws_and_a_correction_at_once_leave_no_frame_negative(opened: Log) -> None:
    def work(number: int) -> Receipt:
        if number:
            return put(together, draw(number))
        return put(together, Command((RecordingErrorCorrected(5, "fel", Replacement(decided(10_000), basis())),)))

    together = Together(opened.recorder, WRITERS)
    results = at_once(WRITERS, work)
    assert set(codes(results)) <= {"Receipt", "frame-would-be-negative"}
    left = costs_ore(opened)
    assert left is not None
    assert left >= 0


class Beside(Log):
    """A log where somebody else records something unrelated between a decision and its append."""

    def append(
        self, entries: Sequence[Entry], looked_at: Iterable[Look], head: LogCursor, key: IdempotencyKey | None
    ) -> Appended:
        """After another's unit."""
        put(Log(self.recorder), Command((UnitRegistered("nk", "Namnkansliet"),)))
        return super().append(entries, looked_at, head, key)


class Since(Log):
    """A log where somebody else records a unit just after an entry was looked for by its position."""

    recorded_since = False

    def at(self, position: int) -> Recorded | None:
        """Before another's unit."""
        recorded = super().at(position)
        if not self.recorded_since:
            self.recorded_since = True
            put(Log(self.recorder), Command((UnitRegistered("nk", "Namnkansliet"),)))
        return recorded


def test_a_refusal_is_what_one_state_of_the_ledger_gives(opened: Log) -> None:
    """The correction comes before the unit, or after it; never before it by its position and after it by its frames."""
    wrong = RecordingErrorCorrected(7, "fel", Replacement(decided(1, frame=key("nk")), basis()))
    with pytest.raises(Refused) as before:
        rehearse(opened, Command((wrong,)), AUTHOR)
    with pytest.raises(Refused) as between:
        rehearse(Since(opened.recorder), Command((wrong,)), AUTHOR)
    with pytest.raises(Refused) as after:
        rehearse(opened, Command((wrong,)), AUTHOR)
    assert {refusal.code for refusal in before.value.refusals} == {"entry-unknown", "unit-unknown"}
    assert between.value.refusals == after.value.refusals
    assert [refusal.code for refusal in after.value.refusals] == ["correction-not-allowed"]


def test_a_warning_that_names_an_entry_of_its_own_command_names_its_real_position(opened: Log) -> None:
    what = command(decided(100, frame=key(year=2027)), decided(100, frame=key(year=2027), commitment=Commitment.PLAN))
    receipt = put(Beside(opened.recorder), what)
    assert (receipt.first_position, receipt.last_position) == (8, 9)
    [warning] = receipt.consequence.warnings
    assert (warning.code, warning.fact) == ("outranked", 1)
    assert "position 8" in warning.text
    stored = opened.at(9)
    assert stored is not None
    assert stored.entry.recording.warnings[0].values["set_position"] == "8"


# --- The same request again ---------------------------------------------------------------------------------


def test_a_repeated_request_gets_the_first_answer_even_when_the_rule_would_now_refuse(opened: Log) -> None:
    everything = command(transferred(25_000))
    first = put(opened, everything, "k")
    again = put(opened, everything, "k")
    assert again == msgspec.structs.replace(first, repeated=True)
    assert not first.repeated
    with pytest.raises(Refused) as refused:
        put(opened, everything, "another key")
    assert codes([refused.value]) == ["decision-already-recorded"]
    assert opened.head() == 7


def test_eight_requests_with_one_key_are_stored_once_and_all_get_its_positions(opened: Log) -> None:
    results = at_once(WRITERS, lambda number: put(opened, DRAW, "one key"))
    receipts = [result for result in results if isinstance(result, Receipt)]
    assert [(receipt.first_position, receipt.last_position) for receipt in receipts] == [(7, 7)] * WRITERS
    assert len({(receipt.recorded_at, msgspec.json.encode(receipt.consequence)) for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert (opened.head(), costs_ore(opened)) == (7, 20_000)


class Overtaken(Log):
    """A log where the same request is stored by another process just after its key was looked up."""

    overtaken = False

    def answered(self, key: str) -> tuple[bytes, Appended] | None:
        """What was there a moment ago."""
        answered = super().answered(key)
        if not self.overtaken:
            self.overtaken = True
            record(Log(self.recorder), "stad", opening(), AUTHOR, key)
        return answered


def test_a_request_overtaken_by_itself_gets_the_first_answer_and_not_a_refusal(own_log: Log) -> None:
    receipt = put(Overtaken(own_log.recorder), opening(), "k")
    assert (receipt.first_position, receipt.last_position, receipt.repeated) == (1, 4, True)
    assert own_log.head() == 4
    with pytest.raises(Refused) as refused:
        put(own_log, opening(), "another key")
    assert "ledger-already-opened" in [refusal.code for refusal in refused.value.refusals]


def test_a_key_that_stood_for_another_command_is_refused_with_its_positions(opened: Log) -> None:
    put(opened, DRAW, "k")
    for other in (command(transferred(5_001)), command(transferred(5_000), on=basis("2025-12-02")), opening()):
        with pytest.raises(Refused) as refused:
            put(opened, other, "k")
        [refusal] = refused.value.refusals
        assert refusal.code == "idempotency-key-reused"
        assert "som fick position 7." in refusal.detail
        assert not refusal.kind.retry_can_help
    assert opened.head() == 7


def test_of_eight_commands_under_one_key_one_is_stored_and_seven_are_refused(opened: Log) -> None:
    together = Together(opened.recorder, WRITERS)
    commands = [command(transferred(100 + number)) for number in range(WRITERS)]
    results = at_once(WRITERS, lambda number: put(together, commands[number], "k"))
    assert codes(results) == ["Receipt"] + ["idempotency-key-reused"] * 7
    assert opened.head() == 7


def test_a_refused_request_uses_no_key(opened: Log) -> None:
    with pytest.raises(Refused):
        put(opened, command(transferred(99_999)), "k")
    assert put(opened, DRAW, "k").first_position == 7


def test_without_a_key_every_request_is_one_of_its_own(opened: Log) -> None:
    assert put(opened, DRAW).first_position == 7
    with pytest.raises(Refused) as refused:
        put(opened, DRAW)
    assert codes([refused.value]) == ["decision-already-recorded"]
    assert put(opened, draw(1)).first_position == 8


def test_a_digest_is_of_the_ledger_and_everything_in_the_command() -> None:
    same = command(transferred(5_000), on=basis("2025-12-01"))
    others = (command(transferred(5_000)), command(*DRAW.facts, *DRAW.facts, on=DRAW.basis), Command(DRAW.facts))
    assert command_digest("stad", DRAW) == command_digest("stad", same)
    digests = {command_digest(ledger, DRAW) for ledger in ("stad", "region")}
    assert len(digests | {command_digest("stad", other) for other in others}) == 5


def test_who_records_again_does_not_make_it_another_command(opened: Log) -> None:
    first = put(opened, DRAW, "k")
    again = record(opened, "stad", DRAW, Author("tester-2", "another door"), "k")
    assert again.first_position == first.first_position
    stored = opened.at(7)
    assert stored is not None
    assert stored.entry.recording == Recording("tester-1", "test")


def test_every_kind_of_answer_comes_back_as_it_was(opened: Log) -> None:
    loose = between("2025-10-01", "2025-12-31")
    everything = command(turnover(700, 700), decided(0, commitment=Commitment.PLAN), transferred(100), on=loose)
    first = put(opened, everything, "k")
    assert first.consequence.warnings
    assert put(opened, everything, "k") == msgspec.structs.replace(first, repeated=True)


# --- Lost connections: failed and was not stored, failed but was stored ---------------------------------------


class Losing(PostgresLogRecorder):
    """A recorder that loses its connection just before or just after the commit."""

    stores = True

    def append_with_key(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None, key: IdempotencyKey | None
    ) -> Appended:
        """Never returns."""
        if self.stores:
            super().append_with_key(events, condition, key)
        raise persistence.OperationalError("lost") from psycopg.OperationalError(
            "server closed the connection unexpectedly"
        )


@pytest.mark.parametrize("stored", [False, True])
def test_a_request_whose_answer_was_lost_is_made_again_with_its_key_and_stored_once(opened: Log, stored: bool) -> None:
    losing = Losing(opened.recorder.datastore)
    losing.stores = stored
    foreseen = rehearse(opened, DRAW, AUTHOR).consequence
    with pytest.raises(Refused) as refused:
        put(Log(losing), DRAW, "k")
    assert codes([refused.value]) == ["database-unavailable"]
    assert refused.value.refusals[0].kind.retry_can_help
    assert opened.head() == (7 if stored else 6)
    check_log(opened)

    again = put(opened, DRAW, "k")
    assert (again.repeated, again.first_position, again.consequence) == (stored, 7, foreseen)
    assert (opened.head(), costs_ore(opened)) == (7, 20_000)


def test_a_crash_before_the_commit_leaves_neither_events_nor_key(opened: Log) -> None:
    def crash() -> None:
        with opened.locked() as locked:
            assert put(locked, DRAW, "k").first_position == 7
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    kept: list[dict[str, Any]] = rows(opened.recorder, "SELECT key FROM append_record WHERE key = 'k'")
    assert (opened.head(), kept) == (6, [])
    receipt = put(opened, DRAW, "k")
    assert (receipt.first_position, receipt.repeated) == (7, False)


# --- What would be stored -----------------------------------------------------------------------------------


def test_what_is_foreseen_is_what_is_then_stored(opened: Log) -> None:
    """Also what the ledger fills in, and what is noticed; only the instant is another."""
    wrong = RecordingErrorCorrected(5, "250 är 240", Replacement(decided(24_000), basis()))
    for what in (draw(1), Command((wrong,)), command(UnitRegistered("ny", "Ny"), turnover(5, 5, frame=key("ny")))):
        before = opened.head()
        told = foreseen(opened, what, AUTHOR)
        assert (opened.head(), told.consequence) == (before, rehearse(opened, what, AUTHOR).consequence)
        receipt = put(opened, what)
        stored = list(opened.stream(before))
        assert [(recorded.position, recorded.entry, recorded.data) for recorded in told.entries] == [
            (recorded.position, recorded.entry, recorded.data) for recorded in stored
        ]
        assert receipt.consequence == told.consequence


def test_what_is_refused_is_not_foreseen(opened: Log) -> None:
    with pytest.raises(Refused) as refused:
        foreseen(opened, command(decided(1, frame=key("okand")), transferred(1, to_unit="slk")), AUTHOR)
    assert [refusal.code for refusal in refused.value.refusals] == ["unit-unknown", "transfer-to-same-frame"]
    assert opened.head() == 6
