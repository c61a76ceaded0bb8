"""Files that cannot be read at all, and what some of them are instead: a SIE file that was given by mistake."""

import re
from typing import Final

from ledger.errors import Refusal, Refused
from ledger.words import words

_BEGINNING: Final = 100_000
"""Bytes that are looked through."""

_RECORD: Final = re.compile(
    r"^[ \t]*#(FLAGGA|PROGRAM|FORMAT|GEN|SIETYP|PROSA|FTYP|FNR|ORGNR|BKOD|ADRESS|FNAMN|RAR|TAXAR|OMFATTN|KPTYP|VALUTA|"
    r"KONTO|KTYP|ENHET|SRU|DIM|UNDERDIM|OBJEKT|IB|UB|OIB|OUB|RES|PSALDO|PBUDGET|VER|TRANS|KSUMMA)\b",
    re.MULTILINE,
)
"""The records of SIE 1 to 4 (SIE 4B, 2008-09-30): each line begins with one, which to YAML is a comment."""

_SURE: Final = frozenset({"FLAGGA", "SIETYP"})
_SIE_5: Final = re.compile(r"<(?:\w+:)?Sie(?:Entry)?\b[^>]*sie\.se/sie5", re.DOTALL)
_LEDGER: Final = re.compile(rf"^{words.field('ledger')}\s*:", re.MULTILINE)


def unreadable(name: str, detail: str, right: str | None = None) -> Refused:
    """A file that cannot be read at all."""
    return Refused(Refusal("file-malformed", detail, right=right, where=name))


def refuse_sie(data: bytes, name: str | None) -> None:
    """Raises Refused (file-malformed) for a SIE file, whatever it is called and whatever its letters are coded as."""
    if is_sie(data):
        detail = "Filen är en SIE-fil. SIE-filer läses inte: de har belopp per konto, men inget beslut om ramar."
        right = "en beslutsfil (YAML), eller en arbetsbok: liggare template FIL.xlsx"
        raise Refused(Refusal("file-malformed", detail, right=right, where=name))


def is_sie(data: bytes) -> bool:
    """Whether something is a SIE file: its records, or the XML of SIE 5. A decision file may quote some in a comment.

    >>> is_sie(b"#FLAGGA 0"), is_sie(b"# 2026"), is_sie(b"#GEN 20260101\\n#FNAMN Stad")
    (True, False, True)
    """
    text = data[:_BEGINNING].decode("latin-1")
    records = set(_RECORD.findall(text.replace("\r", "\n")))
    if _LEDGER.search(text):
        return False
    return bool(records & _SURE) or len(records) > 1 or _SIE_5.search(text) is not None
