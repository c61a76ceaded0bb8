"""An entry that cannot be read, as the read models meet it: they stop before it by name, answer up to there, and go on
when it has been set aside, without it."""

from datetime import date

import pytest

from api.app import Application, OpenLedger
from ledger.errors import Refusal, Refused
from ledger.log.aside.setting_aside import set_entry_aside
from ledger.log.database import Database
from projections.asking.question import Question
from projections.frames.current import FramesAnswer, frames_answer
from projections.running.runner import Runner
from projections.running.verifying import verify_replay
from tests.given import AUTHOR, command, decided, key
from tests.tampering import tamper_with_read_models
from tests.unreadable import damage, of_newer_program

DAY = date(2026, 3, 1)
REASON = "Skadad av en trasig disk."


@pytest.fixture
def ledger(application: Application, stad: OpenLedger) -> OpenLedger:
    """Frames of slk for 2026 at position 5, for 2027 at 6, and of sbk for 2026 at 7."""
    for number, frame in enumerate((key(), key(year=2027), key("sbk")), start=1):
        application.record("stad", command(decided(100 * number, frame=frame)), AUTHOR, f"k{number}")
    return stad


def ask(ledger: OpenLedger, known_at: int | None = None, year: int = 2026) -> FramesAnswer:
    return frames_answer(ledger.model, Question(year=year, as_of=DAY, known_at=known_at)).answer


def nets(answer: FramesAnswer) -> dict[str, int | None]:
    return {frame.unit: frame.net_ore for frame in answer.frames}


def stopped(ledger: OpenLedger) -> Refusal:
    with pytest.raises(Refused) as refused:
        ledger.runner.catch_up()
    [refusal] = refused.value.refusals
    assert refusal.code == "projection-stopped"
    return refusal


def not_answered(ledger: OpenLedger, *positions: int) -> None:
    for position in positions:
        with pytest.raises(Refused) as refused:
            ask(ledger, position)
        assert refused.value.refusals[0].code == "projection-stopped"


def test_they_stop_before_it_say_so_and_answer_up_to_there(database: Database, ledger: OpenLedger) -> None:
    damage(database, ledger.runner.place, 6)
    told = stopped(ledger)
    assert told.detail == (
        "Posten på position 6 (frame-decided.v1) går inte att läsa: dess byte är inte en sådan post. "
        "Liggaren fortsätter till position 7. Svaren gäller till position 5."
    )
    answer = ask(ledger)
    assert (answer.coordinates.position, nets(answer)) == (5, {"slk": 100})
    assert answer.stale is not None
    assert (answer.stale.position, answer.stale.head, answer.stale.reason) == (5, 7, told.detail)
    assert nets(ask(ledger, 5)) == {"slk": 100}
    not_answered(ledger, 6, 7)


def test_set_aside_they_go_on_without_it_and_what_was_known_before_stays_as_it_was(
    application: Application, database: Database, ledger: OpenLedger
) -> None:
    damage(database, ledger.runner.place, 6)
    stopped(ledger)
    assert set_entry_aside(database, ledger.runner.place, 6, REASON).set_aside_at == 8
    application.record("stad", command(decided(900, frame=key("sbk", year=2028))), AUTHOR, "k4")
    assert ledger.runner.catch_up() == 9
    assert (ask(ledger).coordinates.position, ask(ledger).stale) == (9, None)
    assert nets(ask(ledger)) == nets(ask(ledger, 8)) == {"slk": 100, "sbk": 300}
    assert nets(ask(ledger, year=2027)) == {}
    assert nets(ask(ledger, 5)) == {"slk": 100}
    not_answered(ledger, 6, 7)
    assert verify_replay(ledger.runner, lambda *_: None).difference is None


def test_what_was_taken_in_before_it_was_damaged_is_gone_when_it_is_set_aside(
    database: Database, ledger: OpenLedger
) -> None:
    ledger.runner.catch_up()
    damage(database, ledger.runner.place, 6)
    assert nets(ask(ledger, year=2027)) == {"slk": 200}, "the rows are those of before"
    set_entry_aside(database, ledger.runner.place, 6, REASON)
    ledger.runner.catch_up()
    assert nets(ask(ledger, year=2027)) == {}
    assert nets(ask(ledger)) == {"slk": 100, "sbk": 300}
    not_answered(ledger, 6, 7)


def test_a_second_one_stops_them_where_it_stands(database: Database, ledger: OpenLedger) -> None:
    damage(database, ledger.runner.place, 5)
    set_entry_aside(database, ledger.runner.place, 5, REASON)
    newer = of_newer_program(ledger.log, key().tag)
    told = stopped(ledger)
    assert told.detail.startswith(f"Posten på position {newer} (frame-dreamt.v7) går inte att läsa: ")
    assert "set-aside" not in (told.right or "")
    assert (ask(ledger).coordinates.position, nets(ask(ledger))) == (newer - 1, {"sbk": 300})
    not_answered(ledger, 5, 6, 7, newer)
    assert stopped(ledger) == told


def test_two_that_overlap_are_both_behind_before_anything_more_is_known(database: Database, ledger: OpenLedger) -> None:
    for position in (5, 7):
        damage(database, ledger.runner.place, position)
    set_entry_aside(database, ledger.runner.place, 5, REASON)
    assert "position 7" in stopped(ledger).detail
    assert ask(ledger).coordinates.position == 4
    set_entry_aside(database, ledger.runner.place, 7, REASON)
    assert ledger.runner.catch_up() == 9
    assert nets(ask(ledger, year=2027)) == {"slk": 200}
    not_answered(ledger, 5, 6, 7, 8)


def test_another_recipe_is_made_up_to_it_too(database: Database, ledger: OpenLedger) -> None:
    """As when a new version of the program is started over a log in which something is damaged."""
    damage(database, ledger.runner.place, 6)
    told = stopped(ledger)
    other = "UPDATE projection_state SET recipe_sha256 = 'other', sources_sha256 = 'other'"
    tamper_with_read_models(database, ledger.runner.place, other)
    new = Runner(database, ledger.runner.place)
    with pytest.raises(Refused) as refused:
        new.prepare()
    assert refused.value.refusals == (told,)
    answer = ask(ledger)
    assert (answer.coordinates.position, nets(answer)) == (5, {"slk": 100})
    assert answer.stale is not None
    assert answer.stale.reason == told.detail


def test_a_rebuild_that_would_go_back_leaves_the_tables_as_they_were(database: Database, ledger: OpenLedger) -> None:
    ledger.runner.catch_up()
    damage(database, ledger.runner.place, 6)
    with pytest.raises(Refused) as refused:
        ledger.runner.rebuild()
    assert refused.value.refusals[0].code == "projection-stopped"
    assert (ask(ledger).coordinates.position, nets(ask(ledger))) == (7, {"slk": 100, "sbk": 300})


def test_tables_that_cannot_go_on_are_made_up_to_it_although_they_had_come_further(
    database: Database, ledger: OpenLedger
) -> None:
    """Two were damaged after they had been taken in, and the first is set aside."""
    ledger.runner.catch_up()
    for position in (5, 7):
        damage(database, ledger.runner.place, position)
    set_entry_aside(database, ledger.runner.place, 5, REASON)
    assert "position 7" in stopped(ledger).detail
    answer = ask(ledger)
    assert (answer.coordinates.position, answer.stale and answer.stale.reason) == (4, stopped(ledger).detail)
    set_entry_aside(database, ledger.runner.place, 7, REASON)
    assert ledger.runner.catch_up() == 9
    assert (ask(ledger).coordinates.position, nets(ask(ledger, year=2027))) == (9, {"slk": 200})
