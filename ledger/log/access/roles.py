"""The roles under which one speaks to the database, by name: those of an installation, and two of each ledger.

Roles belong to the whole cluster, and a cluster may have several installations: so each role is named by the id of its
installation, 8 hexadecimal digits, and a ledger's by its number too: `liggare_5df59dc5_12_log`. What each may do is in
`sql/roles.sql`; `granting.py` makes them.
"""

import re
from typing import Final

import msgspec

NOBODY: Final = "none"
"""No role: the login itself, which may nothing but become the roles that it has been let become."""


class Roles(msgspec.Struct, frozen=True):
    """The roles of one installation."""

    installation: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{8}", self.installation):
            raise ValueError(f"no installation has the id {self.installation!r}")

    @property
    def owner(self) -> str:
        """Owns the register and the logs; used by migrations, and by the functions that are the only way into a log."""
        return f"liggare_{self.installation}_owner"

    @property
    def granting(self) -> str:
        """Makes the other roles, and says who may become them; owns nothing. It is not the owner: the functions of a
        log must not be able to make roles."""
        return f"liggare_{self.installation}_granting"

    @property
    def watching(self) -> str:
        """Reads which ledgers there are, and how far each log and its read models have come; no entry of any."""
        return f"liggare_{self.installation}_watching"

    @property
    def everyday(self) -> str:
        """May become all of these but the first two, and has no right of its own: what a login is given."""
        return f"liggare_{self.installation}_everyday"

    def log(self, number: int) -> str:
        """Reads and appends to the log of one ledger, and reads its read models."""
        return f"liggare_{self.installation}_{number}_log"

    def models(self, number: int) -> str:
        """Owns the read models of one ledger, and reads its entries."""
        return f"liggare_{self.installation}_{number}_models"
