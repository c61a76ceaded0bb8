"""What guards the log is what the program made; whatever is changed there is told."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from api.app import OpenLedger
from ledger.log.database import Database, LedgerPlace
from ledger.log.guarding import SOURCES
from ledger.log.migrations import create_ledger
from ledger.log.verifying import verify_log
from tests.tampering import tamper_with_guards


def test_the_functions_are_those_of_the_migration() -> None:
    assert set(SOURCES) == {"refuse_change", "lock_head", "first_match", "append_events", "set_entry_aside"}
    assert "set_entry_aside()" in SOURCES["append_events"], "the last migration that has a function"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "ALTER TABLE event DISABLE TRIGGER event_is_immutable",
            "Spärren som hindrar ändringar i event saknas, är avstängd eller är en annan.",
        ),
        (
            "DROP TRIGGER append_record_is_immutable ON append_record",
            "Spärren som hindrar ändringar i append_record saknas, är avstängd eller är en annan.",
        ),
        (
            "GRANT UPDATE ON event TO {log}",
            "{log} får UPDATE på event, och ska inte få det.",
        ),
        (
            "GRANT SELECT (data) ON event TO {watching}",
            "{watching} får SELECT på event.data, och ska inte få det.",
        ),
        (
            "REVOKE SELECT ON event FROM {models}",
            "{models} får inte SELECT på event, och ska få det.",
        ),
        (
            "GRANT SELECT ON event_tag TO {other}",
            "{other} får SELECT på event_tag, och ska inte få det.",
        ),
        (
            "GRANT CREATE ON SCHEMA log_stad TO {log}",
            "{log} får CREATE på log_stad, och ska inte få det.",
        ),
        (
            "GRANT {log} TO {models}",
            "{models} får MEMBER på {log}, och ska inte få det.",
        ),
        (
            "GRANT EXECUTE ON FUNCTION first_match TO PUBLIC",
            "PUBLIC får EXECUTE på first_match, och ska inte få det.",
        ),
        (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "Funktionen refuse_change saknas, eller är en annan än den som programmet gjorde.",
        ),
        (
            "INSERT INTO append_record SELECT 'again', command_sha256, 2, 3, answer FROM append_record LIMIT 1",
            "Två kommandon anges ha registrerat samma position, 2.",
        ),
    ],
)
def test_what_is_changed_is_told(database: Database, stad: OpenLedger, statement: str, told: str) -> None:
    place, other = stad.runner.place, create_ledger(database, "annan")
    roles = {"log": place.log_role, "models": place.models_role, "other": other.log_role}
    roles["watching"] = database.roles.watching
    assert verify_log(stad.log, lambda *_: None).fault is None
    with as_before(database, place):
        tamper_with_guards(database, place, statement.format(**roles))
        fault = verify_log(stad.log, lambda *_: None).fault
    assert fault is not None
    assert (fault.position, fault.detail) == (0, told.format(**roles))


@contextmanager
def as_before(database: Database, place: LedgerPlace) -> Iterator[None]:
    """What is given of a role belongs to the whole server, and is taken back."""
    yield
    tamper_with_guards(database, place, f"REVOKE {place.log_role} FROM {place.models_role}")
