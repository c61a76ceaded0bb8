"""Which files each rule of the house holds for, with examples that it must and must not object to."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from tests.house_rules import (
    Source,
    events_never_change,
    import_direction,
    named_importers_of_eventsourcing,
    no_arrow_up,
    no_clock,
    no_float,
    no_logic_on_shown_texts,
    no_path_of_one_machine,
    no_registry_address,
    no_sql_in_python,
    no_unfinished_work,
    public_is_documented,
)


class Rule(NamedTuple):
    """What is checked, the pattern of the paths it holds for, and what it must and must not object to."""

    check: Callable[[Source], Iterator[str]]
    files: str
    bad: Sequence[Source]
    good: Sequence[Source] = ()


def python(*lines: str, path: str = "ledger/example.py") -> list[Source]:
    """Python files that are not there, of one line each."""
    return [Source(path, line) for line in lines]


def sql(*statements: str) -> list[Source]:
    """SQL files that are not there, of one statement each."""
    return [Source("ledger/log/sql/example.sql", statement) for statement in statements]


OURS: Final = r"(ledger|projections|api)/.*\.py"
MONEY: Final = r"(ledger|projections)/.*\.py"
RULES: Final = (
    Rule(
        import_direction,
        OURS,
        bad=[
            *python("import projections.running.runner", "from api import app", "from tests.given import ledger"),
            *python("import api.http.routes", path="projections/tables/frames.py"),
        ],
        good=python(
            "from ledger import money", "from ledger.log.store import Store", path="projections/tables/frames.py"
        ),
    ),
    Rule(
        no_arrow_up,
        OURS,
        bad=[
            *python("from ledger.looking.state import State", path="ledger/meaning/example.py"),
            *python("from ledger import recording", path="ledger/rules/example.py"),
            *python("from projections.frames import why", path="projections/asking/example.py"),
            *python("import api.http.routes", path="api/tables/example.py"),
            *python("from api.incoming.file import read", path="api/incoming/workbook/example.py"),
            *python("x = 1", path="ledger/elsewhere/example.py"),
        ],
        good=[
            *python("from ledger.meaning.tree import below", path="ledger/rules/example.py"),
            *python("from ledger.looking.state import State", path="ledger/rules/example.py"),
            *python("from ledger.money import amount_text", path="projections/tables/example.py"),
        ],
    ),
    Rule(
        named_importers_of_eventsourcing,
        r"(ledger|projections|api|tests)/.*\.py",
        bad=[
            *python("import eventsourcing", "from eventsourcing.dcb.api import DCBRecorder"),
            *python("from eventsourcing import persistence", path="tests/ledger/log/test_subscriptions.py"),
            *python("import eventsourcing", "from eventsourcing import domain", path="ledger/log/store.py"),
            *python("from eventsourcing.dcb.domain import Decision", path="ledger/log/store.py"),
            *python("from eventsourcing.dcb import application", path="tests/ledger/log/test_store.py"),
        ],
        good=[
            *python("from eventsourcing.dcb.api import DCBRecorder", path="ledger/log/store.py"),
            *python("from eventsourcing import persistence", path="tests/ledger/log/test_store.py"),
            *python("from eventsourcing.dcb.domain import Decision", path="tests/ledger/log/test_drop_in.py"),
            *python("from ledger.log.store import DCBEvent", path="tests/api/test_app.py"),
        ],
    ),
    Rule(
        no_float,
        MONEY,
        bad=python(
            "half = 0.5",
            "x = float(net)",
            "x = map(float, rows)",
            "x = Decimal(1.5)",
            "x = net_ore / parts",
            "x = total / 2",
            "x = sum(rows) / n",
            "net_ore /= 2",
            "x = (a + b) / c",
            "pause, wait_seconds = 0.1, 1",
        ),
        good=python(
            "x = net_ore // 2",
            "path = folder / name",
            "path /= name",
            "sleep(0.1)",
            "wait(timeout=1 / 20)",
            "wait_seconds: float = 0.5",
            "def read(a, seconds: float = 0.5): pass",
        ),
    ),
    Rule(
        no_clock,
        rf"(?!ledger/when\.py){OURS}",
        bad=python(
            "import time",
            "from time import monotonic",
            "x = datetime.now(UTC)",
            "x = datetime.datetime.utcnow()",
            "x = date.today()",
            "factory = field(default_factory=datetime.now)",
        ),
        good=python("from ledger.when import now, today", "x = command.today", "from datetime import time"),
    ),
    Rule(
        no_sql_in_python,
        OURS,
        bad=python(
            'run("SELECT position\\nFROM event")',
            'x = f"DELETE FROM {table}"',
            'x = f"SELECT {columns} FROM {table}"',
            'x = "UPDATE head SET a = 1"',
            'x = "DROP TABLE event"',
            'x = "CREATE SCHEMA " + name',
            'x = "SET ROLE liggare_owner"',
        ),
        good=python('"""A rule: SELECT is granted, DELETE FROM is not."""', 'x = "Select the unit from the list"'),
    ),
    Rule(
        events_never_change,
        r".*\.sql",
        bad=sql(
            "UPDATE event SET data = ''",
            "update only ledger_a.event_tag set tag = ''",
            "DELETE FROM append_record",
            "EXECUTE format('DELETE FROM %I.event', name)",
            "TRUNCATE event",
            "TRUNCATE TABLE frame, event_tag",
            "INSERT INTO event VALUES (1) ON CONFLICT (position) DO UPDATE SET data = ''",
            'DELETE FROM "event"',
            "MERGE INTO event USING x ON true",
            "DROP TABLE event",
            "ALTER TABLE event DISABLE TRIGGER ALL",
        ),
        good=sql(
            "CREATE TRIGGER a BEFORE UPDATE OR DELETE OR TRUNCATE ON event",
            "-- DELETE FROM event is refused",
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON event FROM PUBLIC",
            "DELETE FROM frame",
            "TRUNCATE frame",
            "UPDATE projection_position SET position = 1",
            "SELECT position FROM event FOR UPDATE",
        ),
    ),
    Rule(
        public_is_documented,
        OURS,
        bad=python(
            "x = 1",
            '"""A."""\ndef f(): pass',
            '"""A."""\nclass A:\n  """B."""\n  def f(self): pass',
        ),
        good=python(
            "",
            '"""A."""\ndef _f(): pass',
            '"""A."""\nclass _A:\n  def f(self): pass',
            '"""A."""\ndef f():\n  """B."""\n  def g(): pass',
        ),
    ),
    Rule(
        no_logic_on_shown_texts,
        r"(ledger|projections|api/(?!incoming/)\w+)/.*\.py",
        bad=python(
            "same = frame_label(frame) == named",
            "same = words.value(kind) == text",
            "same = answer.kind_text in known",
            "same = amount_text(ore) != printed",
        ),
        good=python("same = frame == other", "same = cause in words.FACTS", "text = frame_label(frame)"),
    ),
    Rule(
        no_unfinished_work,
        ".*",
        bad=python("# TO" + "DO: later", "# FIX" + "ME"),
        good=python("# todo-lists"),
    ),
    Rule(
        no_registry_address,
        ".*",
        bad=python("# https://py" + "pi.org/project/x", "--extra-index-" + "url x", "--find-" + "links=x"),
        good=python("--no-emit-index-" + "url", "# http://127.0.0.1:8000/docs"),
    ),
    Rule(
        no_path_of_one_machine,
        ".*",
        bad=python("x = '/ho" + "me/anna/liggare'", "# see /wo" + "rk/notes"),
        good=python("x = '/var/lib/budgetliggare'", "x = f'{base}/srv/1'"),
    ),
)
