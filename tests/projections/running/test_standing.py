"""How far the projections have come, as a reader of their tables is told."""

import pytest

from api.app import OpenLedger
from ledger.errors import Refused
from ledger.log.codec import encode_aside
from ledger.log.connections import LedgerConnections
from ledger.log.database import Database, LedgerPlace
from ledger.log.entry import EntrySetAside
from ledger.log.migrations import create_ledger
from projections.running.standing import RunnerStanding, reading_on, runner_standing, standing, stopped_refusal

ROW = {"position": 4, "head": 9, "sources_sha256": "ab", "stopped_position": None, "aside_positions": [], "asides": []}
STOPPED = ROW | {"stopped_position": 5, "stopped_type": "frame-decided.v1", "stopped_reason": "frames: KeyError"}


def test_a_row_is_told_with_why_it_stopped_if_it_did() -> None:
    assert runner_standing(ROW) == RunnerStanding(4, 9, None, "ab")
    assert runner_standing(STOPPED) == RunnerStanding(4, 9, stopped_refusal(STOPPED), "ab")
    assert stopped_refusal(STOPPED).detail == (
        "Framräkningen stannade vid position 5 (frame-decided.v1): frames: KeyError"
    )


def test_an_entry_that_could_not_be_read_is_told_as_such_until_it_is_set_aside() -> None:
    unread = STOPPED | {"stopped_reason": "codec: ", "stopped_ledger": "stad"}
    assert stopped_refusal(unread).detail == (
        "Posten på position 5 (frame-decided.v1) går inte att läsa: dess byte är inte en sådan post. "
        "Liggaren fortsätter till position 9. Svaren gäller till position 4."
    )
    assert "liggare set-aside --ledger stad --position 5 " in (stopped_refusal(unread).right or "")
    assert "x.v3 är okänt" in stopped_refusal(unread | {"stopped_reason": "codec: x.v3"}).detail
    aside = encode_aside(EntrySetAside(5, "0" * 64, "Trasig."))
    told = runner_standing(unread | {"aside_positions": [9], "asides": [aside]})
    assert (told.stopped, told.asides.over(8), told.asides.over(9)) == (None, (5, 9), None)


def connections(database: Database, place: LedgerPlace) -> LedgerConnections:
    return database.carrying(place.log_role, place.projection_schema, place.log_schema)


def test_a_reader_is_told_how_far_the_tables_are_and_by_what_they_were_made(
    database: Database, stad: OpenLedger
) -> None:
    stad.runner.catch_up()
    with connections(database, stad.runner.place).connection() as connection:
        assert standing(reading_on(connection)) == RunnerStanding(4, 4, None, stad.runner.recipe.sources_sha256)


def test_a_reader_of_tables_that_nobody_has_made_is_refused(database: Database) -> None:
    place = create_ledger(database, "tom")
    ours = connections(database, place)
    with pytest.raises(Refused) as refused, ours.connection() as connection:
        reading_on(connection)
    [refusal] = refused.value.refusals
    assert (refusal.code, refusal.right) == ("projection-behind", "Kör: liggare migrate")
    with ours.connection() as connection:
        assert connection.execute("SELECT 1 AS figure").fetchone() == {"figure": 1}
