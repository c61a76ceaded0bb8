"""The elements of a part of a workbook, without their namespaces: plain XML, or refused."""

import codecs
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

from api.incoming.malformed import unreadable

SAVE_AS: Final = "Spara den som Excel-arbetsbok (.xlsx), utan lösenord och makron."
"""What helps against a file that is no plain workbook."""

Given = dict[str, str]
"""The attributes of an element."""

_ALL_OF_IT: Final = True


def parsed(
    content: bytes,
    name: str,
    begins: Callable[[str, Given], None],
    ends: Callable[[str], None] | None = None,
    says: Callable[[str], None] | None = None,
    strange: Callable[..., None] | None = None,
) -> None:
    """Goes through a part's elements, without their namespaces, as UTF-8 whatever it says that it is: so does the
    reader of cells. Raises Refused for what is no plain XML."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def doctype(*_given: object) -> None:
        raise unreadable(name, "Filen har egna definitioner i sin XML (DOCTYPE), vilket inte används.", SAVE_AS)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, given: begins(tag.rpartition(" ")[2], given)
    if ends is not None:
        parser.EndElementHandler = lambda tag: ends(tag.rpartition(" ")[2])
    parser.CharacterDataHandler = says
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = strange
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ValueError("UTF-16")
        parser.Parse(content, _ALL_OF_IT)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable(name, "Filen är skadad: dess XML går inte att läsa.", SAVE_AS) from error


def is_on(given: Given, name: str, *, otherwise: bool = False) -> bool:
    """A flag of an element: `hidden="1"`, `hidden="true"`."""
    return given[name] in ("1", "true", "on") if name in given else otherwise
