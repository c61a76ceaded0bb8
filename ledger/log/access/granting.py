"""Makes the roles of an installation and of its ledgers, gives each what it may do, and takes over what others own.

All of it as whoever migrates, within that transaction; the names are in `roles.py`, the statements in `sql/roles.sql`.
What others own is what an installation from before it had roles of its own has, or a dump that was restored without
its owners.
"""

from typing import Any, Final

from psycopg.sql import Identifier, Literal

from ledger.log.access.roles import Roles
from ledger.log.database import INSTALLATION, Cursor, LedgerPlace, not_migrated
from ledger.log.sqlfiles import composable, statements

_SQL: Final = {name: composable(statement) for name, statement in statements("ledger.log.sql", "roles.sql").items()}


def found_roles(cursor: Cursor) -> Roles:
    """Those that the installation has. Raises Refused (database-not-migrated) when it has none."""
    known = cursor.execute(_SQL["installation"]).fetchone()
    if known is None or known["installation"] is None:
        raise not_migrated()
    return Roles(known["installation"])


def installation_roles(cursor: Cursor) -> Roles:
    """Those of the installation, made when it has none. As the login that migrates, who may become the owner then."""
    known = cursor.execute(_SQL["installation"]).fetchone() or {"installation": None}
    if known["installation"] is None:
        [known] = cursor.execute(_SQL["new_installation"])
        made = Roles(known["installation"])
        _do(cursor, "make_owner", owner=made.owner, granting=made.granting)
    roles = Roles(known["installation"])
    _do(cursor, "let_own", owner=roles.owner, granting=roles.granting)
    _do(cursor, "become", role=roles.granting)
    for role in (roles.watching, roles.everyday):
        _do(cursor, "make_role", role=role)
    _do(cursor, "let_become", role=roles.watching, who=roles.everyday)
    cursor.execute(_SQL["become_login"])
    return roles


def own_installation(cursor: Cursor, roles: Roles, login: str) -> None:
    """Makes the register the owner's, says exactly who may read it, and lets a login do everyday work. As the login
    that migrates, who is the owner afterwards."""
    _do(cursor, "take_over", owner=roles.owner, schema=INSTALLATION)
    _do(cursor, "become", role=roles.granting)
    _do(cursor, "let_become", role=roles.everyday, who=login)
    become_owner(cursor, roles)
    _do(cursor, "revoke_all", schema=INSTALLATION)
    _do(cursor, "rights_of_installation", watching=roles.watching)


def become_owner(cursor: Cursor, roles: Roles) -> None:
    """Until the transaction ends."""
    _do(cursor, "become", role=roles.owner)


def make_ledger_schemas(cursor: Cursor, place: LedgerPlace) -> None:
    """The schemas of a new ledger, and its roles; as the owner."""
    _do(cursor, "create_schema", schema=place.log_schema)
    _make_beside_log(cursor, place)


def take_over_ledger(cursor: Cursor, place: LedgerPlace) -> bool:
    """Makes a ledger that somebody else owns the owner's, and says whether it did: its log as it is; its read models
    go, and are made anew when they are asked for. As the login that migrates, who is the owner afterwards."""
    owned = cursor.execute(_SQL["owned"], {"schema": place.log_schema, "owner": place.roles.owner}).fetchone()
    takes = owned is None or not owned["owned"]
    if takes:
        _do(cursor, "take_over", owner=place.roles.owner, schema=place.log_schema)
        for schema in (place.projection_schema, place.rebuild_schema):
            _do(cursor, "drop_schema", schema=schema)
    become_owner(cursor, place.roles)
    if takes:
        _do(cursor, "revoke_all", schema=place.log_schema)
        _make_beside_log(cursor, place)
    return takes


def _make_beside_log(cursor: Cursor, place: LedgerPlace) -> None:
    for schema in (place.projection_schema, place.rebuild_schema):
        _do(cursor, "create_schema", schema=schema)
    _do(cursor, "become", role=place.roles.granting)
    for role in (place.log_role, place.models_role):
        _do(cursor, "make_role", role=role)
        _do(cursor, "let_become", role=role, who=place.roles.everyday)
    become_owner(cursor, place.roles)
    _do(cursor, "rights_of_schemas", **_names(place))


def give_rights_in_log(cursor: Cursor, place: LedgerPlace) -> None:
    """What anybody but the owner may do with a ledger's log, as the owner. All its migrations have been run."""
    _do(cursor, "rights_of_log", **_names(place))


def _names(place: LedgerPlace) -> dict[str, str]:
    schemas = {name: getattr(place, name) for name in ("log_schema", "projection_schema", "rebuild_schema")}
    return {**schemas, "log_role": place.log_role, "models_role": place.models_role, "watching": place.roles.watching}


def _do(cursor: Cursor, statement: str, **names: str) -> Cursor:
    """Runs a statement with names in it, each as an identifier and as a text."""
    texts: dict[str, Any] = {f"{what}_text": Literal(name) for what, name in names.items()}
    identifiers = {what: Identifier(name) for what, name in names.items()}
    return cursor.execute(_SQL[statement].format(**identifiers, **texts))
