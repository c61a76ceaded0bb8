"""What no rule says: the refusals of the doors, of the questions and of the operation, each brought about for real."""

from collections.abc import Callable, Iterator
from contextlib import chdir, closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import msgspec
import psycopg
from psycopg.sql import SQL, Identifier
from starlette.testclient import TestClient

from api.app import Application
from api.http import serving
from api.http.admission import Tokens
from api.http.json_body import LONGEST_BODY
from api.http.routes import http_application
from api.incoming.malformed import refuse_sie
from api.incoming.workbook.workbook import read_workbook
from ledger.errors import Refused
from ledger.events import ProposalMade
from ledger.log.appending import Appended, AppendOutcome
from ledger.log.aside.setting_aside import set_entry_aside
from ledger.log.copies.backup import take_backup
from ledger.log.copies.backup_reading import opened_backup
from ledger.log.copies.restore import restore
from ledger.log.database import Database, unavailable
from ledger.log.embedded import EmbeddedServer
from ledger.log.feed.cursor import LogCursor
from ledger.log.log import Log
from ledger.recording import Command, record
from ledger.when import wait_until
from projections.asking.read_model import ReadModel
from tests.api.asking import DECISIONS, JSON, OPEN, READING, unreachable
from tests.api.workbooks import Touch, row, workbook
from tests.conftest import cloned
from tests.gallery.scenes import FILE, Scene, file_text, indented, told
from tests.given import AUTHOR, adjusted, command, decided, key, opening
from tests.ledger.log.copies.backup_files import quietly, rewritten, small_backup
from tests.unreadable import damage, of_newer_program

HOST: Final = "testserver"
KEYED: Final = {**JSON, "idempotency-key": "k1"}
FRAMES: Final = "/v1/stad/frames?year=2026"
BODY: Final = command(decided(100_00))
CITY: Final = "Liggaren stad är öppnad, på position 1–4."
NOTHING: Final = "Ingen databas svarar."


def door_scenes(server: EmbeddedServer) -> Iterator[Scene]:
    """Every scene that is not a decision file read or a rule asked."""
    yield from _of_files()
    yield from _before_the_database()
    yield from _of_the_operation()
    yield from _of_backups()
    with cloned(server) as database, closing(Application(database)) as application:
        application.record("stad", opening(), AUTHOR, "opening")
        yield _of_a_second_restore(database)
        with _web(application) as web:
            yield from _of_the_ledger(application, web)
            yield from _of_questions(web)
            yield from _of_keys(web)
        yield from _of_the_projections(application, database)


@contextmanager
def _web(application: Application, tokens: Tokens = OPEN) -> Iterator[TestClient]:
    built = http_application(application, tokens, [HOST])
    built.add_api_route("/broken", _broken)
    with TestClient(built, raise_server_exceptions=False) as client:
        yield client


def _broken() -> None:
    raise RuntimeError("a fault that only the log tells of")


def _asked(web: TestClient, method: str, path: str, before: str, how: str = "", **more: Any) -> Scene:
    """A request and what was wrong with it. `how` says what the request holds, in words."""
    answer = web.request(method, path, **more)
    reasons = tuple(told(reason) for reason in answer.json()["problems"])
    return Scene(before, f"{method} {path}" + (f"\n{indented(how)}" if how else ""), reasons, status=answer.status_code)


def _refused(before: str, tried: str, attempt: Callable[[], object]) -> Scene:
    """What is refused elsewhere than over HTTP."""
    try:
        attempt()
    except Refused as refused:
        return Scene(before, tried, refused.refusals)
    raise AssertionError(f"not refused: {tried}")


# --- What is refused of other files -------------------------------------------------------------------------


def _of_files() -> Iterator[Scene]:
    """A SIE file, and cells of a workbook that say one thing and show another."""
    sie = '#FLAGGA 0\n#SIETYP 3\n#PBUDGET 0 202601 4010 {1 "100"} 1000.00 0\n'
    yield _refused("", f"budget.se:\n{indented(sie)}", lambda: refuse_sie(sie.encode(), "budget.se"))
    for number_format in ("#,##0.0", "#,##0,", '#,##0.0" tkr"', "0.0%", ";;;", "0.0E+00"):
        yield _workbook(f"G5: 1578,94 i talformatet {number_format}", _in_format(number_format))
    yield _workbook("G5: 1 överstruket", _in_format("0", struck=True))
    yield _workbook("Rad 5 är dold.", lambda _book, _basis, frames: frames.set_row(4, None, None, {"hidden": True}))
    yield _workbook("Kolumn H är dold.", lambda _book, _basis, frames: frames.set_column(7, 7, 0))
    yield _workbook("Bladet Ramar är dolt.", lambda _book, _basis, frames: frames.hide())


def _in_format(number_format: str, *, struck: bool = False) -> Touch:
    def touch(book: Any, _basis: Any, frames: Any) -> None:
        form = {"num_format": number_format, "font_strikeout": struck}
        frames.write_number("G5", 1 if struck else 1578.94, book.add_format(form))

    return touch


def _workbook(said: str, touch: Touch) -> Scene:
    data = workbook(row("slk", "drift", "budget", 1, 0), touch=touch)
    tried = f"budget.xlsx, belopp i mnkr, bladet Ramar:\n{indented(said)}"
    return _refused("", tried, lambda: read_workbook(data, "budget.xlsx"))


# --- What is refused before anybody asks the database -------------------------------------------------------


def _before_the_database() -> Iterator[Scene]:
    body = msgspec.json.encode(BODY)
    with _web(unreachable()) as web:
        yield _asked(web, "GET", "/v1/stad/framess", "")
        yield _asked(web, "DELETE", FRAMES, "")
        yield _asked(web, "GET", FRAMES, "", "Host: evil.example", headers={"host": "evil.example"})
        yield _asked(web, "GET", "/v1/stad/frames?as_of=2026-02-30", "")
        yield _asked(web, "GET", "/broken", "", "En adress vars program går sönder.")
        plain = {"content-type": "text/plain"}
        yield _asked(web, "POST", DECISIONS, "", "Content-Type: text/plain", content=body, headers=plain)
        long = b" " * (LONGEST_BODY + 1)
        yield _asked(web, "POST", DECISIONS, "", "En begäran på mer än 5 MB.", content=long, headers=KEYED)
        yield _asked(web, "GET", FRAMES, NOTHING)
    with _web(unreachable(), Tokens(open_reads=False, open_writes=False)) as web:
        before = "Liggaren är startad utan LIGGARE_READ_TOKEN på en adress som andra når."
        yield _asked(web, "GET", FRAMES, before)
    with _web(unreachable(), Tokens(open_reads=False, open_writes=False, read="rätt")) as web:
        yield _asked(web, "GET", FRAMES, "Liggaren är startad med LIGGARE_READ_TOKEN.")
    with _web(unreachable(), READING) as web:
        before = "Liggaren är startad utan LIGGARE_WRITE_TOKEN på en adress som andra når."
        yield _asked(web, "POST", DECISIONS, before, "Ett beslut.", content=body, headers=KEYED)
    with _web(unreachable(), Tokens(open_reads=True, open_writes=True, write="rätt")) as web:
        headers = {**KEYED, "authorization": "Bearer wrong"}
        before = "Liggaren är startad med LIGGARE_WRITE_TOKEN."
        yield _asked(web, "POST", DECISIONS, before, "Authorization: Bearer wrong", content=body, headers=headers)


def _of_the_operation() -> Iterator[Scene]:
    yield _refused(NOTHING, "liggare frames --ledger stad", unreachable().names)
    url = "postgresql://liggare:hemlig@ord@db.example/liggare"
    yield _refused("", f"LIGGARE_DATABASE_URL={url} liggare migrate", lambda: Database.at(url))
    address = "192.0.2.1"
    yield _refused("", f"liggare serve --host {address} --port 8000", lambda: serving.listen(address, 8000))


# --- What is refused of backups -----------------------------------------------------------------------------


def _of_backups() -> Iterator[Scene]:
    """What is no whole file of ours. Files are named as somebody in their folder would."""
    with TemporaryDirectory() as folder, chdir(folder):
        path = Path("liggaren.zip")
        small_backup(path)
        tried = f"liggare restore {path}"
        yield _refused(f"{path} finns.", f"liggare backup {path}", lambda: small_backup(path))
        yield _refused("", "liggare restore finns-inte.zip", lambda: _read(Path("finns-inte.zip")))
        whole = path.read_bytes()
        path.write_bytes(whole[:-100])
        yield _refused(f"{path} har blivit avklippt vid en flytt.", tried, lambda: _read(path))
        path.write_bytes(b"%PDF-1.7")
        yield _refused(f"{path} är något annat.", tried, lambda: _read(path))
        path.write_bytes(whole)
        rewritten(path, lambda said: said.update(format=3, program="2.0.0"))
        yield _refused(f"{path} är skriven av ett program som kom senare.", tried, lambda: _read(path))


def _read(path: Path) -> None:
    with opened_backup(path, quietly):
        pass


def _of_a_second_restore(database: Database) -> Scene:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "liggaren.zip"
        take_backup(database, path, quietly)
        with opened_backup(path, quietly) as opened:
            return _refused(CITY, "liggare restore liggaren.zip", lambda: restore(database, opened, quietly))


# --- What is refused about what is in the ledger ------------------------------------------------------------


def _of_the_ledger(application: Application, web: TestClient) -> Iterator[Scene]:
    headers = KEYED | {"idempotency-key": "annan"}
    body = msgspec.json.encode(BODY)
    yield _asked(web, "POST", "/v1/annan/decisions", CITY, "Ett beslut.", content=body, headers=headers)
    tried = f"liggare record {FILE}\n{indented(file_text(opening(), 'Ny stad'))}"
    yield _refused(CITY, tried, lambda: application.record("Ny stad", opening(), AUTHOR, "ny"))
    log = application.ledger("stad").log
    tried = "Ett beslut registreras, och liggaren ändras gång på gång medan det prövas."
    yield _refused(CITY, tried, lambda: record(Overtaken(log.recorder), "stad", BODY, AUTHOR, "k"))


class Overtaken(Log):
    """A log where somebody else is always first, even while the writers' lock is held: a fault that only this class
    can bring about."""

    def append(self, *_: Any) -> Appended:
        """Nothing is stored."""
        return Appended(AppendOutcome.CONFLICT)

    @contextmanager
    def locked(self) -> Iterator[Log]:
        """The lock, which does not help."""
        yield self


def _of_questions(web: TestClient) -> Iterator[Scene]:
    yield _asked(web, "GET", f"{FRAMES}&known_at=5", CITY)
    arrivals = cast(Any, web.app).state.arrivals
    most, arrivals.most = arrivals.most, 0
    before = f"Liggaren är startad så att {arrivals.most} kan följa den på en gång."
    yield _asked(web, "GET", "/v1/stad/events/stream", before)
    arrivals.most = most
    for number, name in enumerate(("budget-ks", "budget-opposition")):
        proposal = Command((ProposalMade(name, (adjusted(1_00 + number),)),), BODY.basis)
        headers = {**JSON, "idempotency-key": name}
        assert web.post(DECISIONS, content=msgspec.json.encode(proposal), headers=headers).status_code == 201


def _of_keys(web: TestClient) -> Iterator[Scene]:
    body = msgspec.json.encode(BODY)
    yield _asked(web, "POST", DECISIONS, CITY, "Ett beslut, utan Idempotency-Key.", content=body, headers=JSON)
    assert web.post(DECISIONS, content=body, headers=KEYED).status_code == 201
    other = msgspec.json.encode(command(decided(200_00)))
    before = f"{CITY} Beslutet har registrerats med nyckeln k1, på position 7."
    yield _asked(web, "POST", DECISIONS, before, "Ett annat beslut, med samma nyckel.", content=other, headers=KEYED)


def _of_the_projections(application: Application, database: Database) -> Iterator[Scene]:
    ledger = application.ledger("stad")
    hurried = ReadModel(database, ledger.runner.place, lambda: ledger.log, longest_wait_seconds=0.05)
    before = f"{CITY} Sedan dess har tre poster registrerats, och ingen är framräknad."
    yield _refused(before, "liggare frames --ledger stad --known-at 7", lambda: hurried.place(7))
    ledger.runner.catch_up()
    with _web(application) as web:
        before = f"{CITY} Två förslag om samma år är registrerade."
        yield _asked(web, "GET", f"{FRAMES}&stage=proposed", before)
        other = "Liggaren har återställts från en äldre kopia, som slutade vid position 7."
        yield _asked(web, "GET", "/v1/stad/events?after=9-3fa94c02", other)
        anew = (
            "Liggaren har återställts i en ny installation; före det räknades ramändringarna fram på nytt två gånger."
        )
        yield _asked(web, "GET", "/v1/stad/frame-changes?after=7.2", anew)
        yield _asked(web, "GET", "/v1/stad/frames/report?name=t2-2026", f"{CITY} Ingen rapport är avslutad.")
        with psycopg.connect(**database.owner_login) as connection:
            schema = Identifier(ledger.runner.place.projection_schema)
            connection.execute(SQL("SET search_path TO {}").format(schema))
            connection.execute(
                "UPDATE projection_state SET stopped_position = 7, stopped_type = 'frame-decided.v1', "
                "stopped_reason = 'frame: ValueError: 7 is no year'"
            )
        before = f"{CITY} Vid position 7 gick framräkningen sönder."
        yield _asked(web, "GET", "/readyz", before)
        with psycopg.connect(**database.owner_login) as connection:
            connection.execute("DELETE FROM liggare.applied_migration")
        yield _asked(web, "GET", "/readyz", "Databasen är från en tidigare version av programmet.")
    yield from _of_the_unreadable(application, database)
    yield from _of_a_full_server(database)
    yield from _of_what_is_not_kept(application, database)


def _of_the_unreadable(application: Application, database: Database) -> Iterator[Scene]:
    """Another ledger, with one entry of each kind."""
    application.record("trasig", opening(), AUTHOR, "opening")
    for name, year in (("k1", 2026), ("k2", 2027)):
        application.record("trasig", command(decided(100_00, frame=key(year=year))), AUTHOR, name)
    log, place = application.log("trasig"), application.ledger("trasig").runner.place
    damage(database, place, 5)
    newer = of_newer_program(log, key(year=2027).tag)
    before = (
        "Liggaren trasig har en budget för 2026 på position 5, vars byte är skadade, och en för 2027 på position 6."
    )
    tried = command(decided(200_00))
    yield _refused(
        before, "liggare record beslut.yaml\n    (en ny budget för 2026)", partial(record, log, "trasig", tried, AUTHOR)
    )
    newer_before = f"Position {newer} i liggaren trasig är skriven av en nyare version av programmet."

    def set_aside(position: int, before: str) -> Scene:
        how = f"liggare set-aside --ledger trasig --position {position} --reason 'Skadad av en trasig disk.'"
        return _refused(before, how, partial(set_entry_aside, database, place, position, "Skadad av en trasig disk."))

    yield set_aside(6, before)
    yield set_aside(newer, newer_before)
    set_entry_aside(database, place, 5, "Skadad av en trasig disk.")
    yield set_aside(5, "Posten på position 5 är lagd åt sidan.")


def _of_what_is_not_kept(application: Application, database: Database) -> Iterator[Scene]:
    """A full disk is played: none is filled here."""
    full = unavailable(psycopg.errors.DiskFull("could not extend file"))
    yield _refused("Disken som databasen ligger på är full.", "liggare record beslut.yaml", partial(_raise, full))
    setting = SQL("ALTER DATABASE {} SET synchronous_commit = off").format(Identifier(database.owner_login["dbname"]))
    with psycopg.connect(**database.owner_login, autocommit=True) as owner:
        owner.execute(setting)
    database.connections.close()
    log = application.log("stad")
    before = "Databasservern bekräftar innan den har skrivit."
    yield _refused(before, "liggare record beslut.yaml", lambda: log.append((), (), LogCursor(log.head()), None))
    with psycopg.connect(**database.owner_login, autocommit=True) as owner:
        owner.execute("SET synchronous_commit = local")
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'kopian'")
        owner.execute("SELECT pg_reload_conf()")
        assert wait_until(lambda: len(application.server().warnings) > 1, 10)
        before = "Kopian på en annan disk har dödats, och COMMIT väntar på den."
        yield _refused(before, "liggare record beslut.yaml", lambda: log.append((), (), LogCursor(log.head()), None))
        owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
        owner.execute("SELECT pg_reload_conf()")


def _raise(refused: Refused) -> None:
    raise refused


def _of_a_full_server(database: Database) -> Iterator[Scene]:
    """The limit of one database is told in the same words as that of a whole server."""
    database.connections.close()
    limit = SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format
    name = Identifier(database.owner_login["dbname"])
    with psycopg.connect(**{**database.owner_login, "dbname": "postgres"}, autocommit=True) as owner:
        owner.execute(limit(name, 0))
        with closing(Application(database)) as full:
            before = "Andra program har alla anslutningar som servern tar emot."
            yield _refused(before, "liggare frames --ledger stad", full.names)
        owner.execute(limit(name, -1))
