"""Who may read and who may record: by tokens that the operator sets, and only on this machine without any.

There are no people here yet: a token says that somebody may, and not who it is.
"""

import binascii
import hmac
from base64 import b64decode
from typing import Final

from starlette.requests import Request

from ledger.errors import Refusal, Refused
from ledger.recording import Author

ALIVE: Final = "/healthz"
"""The one address that tells nothing: whether the process answers."""


class Tokens:
    """What a request must show. `read` None: everybody who reaches the server may read if `open_reads`, and else only
    who may write. `write` None: everybody may record if `open_writes`, and else nobody. Who may write may read."""

    def __init__(self, *, open_reads: bool, open_writes: bool, read: str | None = None, write: str | None = None):
        self._read, self._write = (token.encode() if token else None for token in (read, write))
        self._open_reads = open_reads and self._read is None
        self._open_writes = open_writes
        self.author = Author("local" if self._write is None else "token", "http")

    @property
    def open_reads(self) -> bool:
        """Whether everybody may read who reaches the server: then an answer is nobody's secret, in any cache."""
        return self._open_reads

    def refuses_reading(self, path: str, authorization: str) -> Refusal | None:
        """Why a request that shows this may not read; None when it may. As a Basic password, for browsers and
        spreadsheets, or as a Bearer token."""
        if self._open_reads or path == ALIVE:
            return None
        tokens = [token for token in (self._read, self._write) if token is not None]
        if not tokens:
            detail = "Här läser ingen: ingen nyckel för att läsa är satt."
            return Refusal("read-not-allowed", detail, right="Den som driver liggaren sätter LIGGARE_READ_TOKEN.")
        # Each is compared, so that the time it takes does not tell which of them was near.
        shown = _bearer(authorization) or _password(authorization) or b""
        alike = [hmac.compare_digest(shown, token) for token in tokens]
        if any(alike):
            return None
        detail = "Nyckeln saknas eller stämmer inte."
        right = "Authorization: Bearer …, eller som lösenord, med nyckeln i LIGGARE_READ_TOKEN"
        return Refusal("read-token-invalid", detail, right=right, where="Authorization")

    async def admit_writer(self, request: Request) -> None:
        """Raises Refused (write-not-allowed, write-token-invalid)."""
        if self._write is None:
            if not self._open_writes:
                detail = "Här tas inga beslut emot: ingen nyckel för att skriva är satt."
                right = "Den som driver liggaren sätter LIGGARE_WRITE_TOKEN."
                raise Refused(Refusal("write-not-allowed", detail, right=right))
            return
        # Not as a password: a browser would send that by itself, for whatever page has asked it to.
        shown = _bearer(request.headers.get("authorization", ""))
        if shown is None or not hmac.compare_digest(shown, self._write):
            detail = "Nyckeln saknas eller stämmer inte."
            right = "Authorization: Bearer …, med nyckeln i LIGGARE_WRITE_TOKEN"
            raise Refused(Refusal("write-token-invalid", detail, right=right, where="Authorization"))


def _bearer(authorization: str) -> bytes | None:
    scheme, _, token = authorization.encode("latin-1").partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else None


def _password(authorization: str) -> bytes | None:
    scheme, _, pair = authorization.encode("latin-1").partition(b" ")
    if scheme.lower() != b"basic":
        return None
    try:
        return b64decode(pair.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return None
