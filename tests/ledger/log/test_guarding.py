"""What guards the log is what the program made; whatever is changed there is told."""

import pytest

from api.app import OpenLedger
from ledger.log.database import Database
from ledger.log.guarding import SOURCES
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
            "GRANT UPDATE ON event TO liggare_application",
            "liggare_application får UPDATE på event, och ska inte få det.",
        ),
        (
            "REVOKE SELECT ON event FROM liggare_projections",
            "liggare_projections får inte SELECT på event, och ska få det.",
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
    assert verify_log(stad.log, lambda *_: None).fault is None
    tamper_with_guards(database, stad.runner.place, statement)
    fault = verify_log(stad.log, lambda *_: None).fault
    assert fault is not None
    assert (fault.position, fault.detail) == (0, told)
