"""Whether the values that a workbook keeps for its formulas are calculated.

A spreadsheet program stores what each formula came to when it saved the file. A program that only writes files leaves
that to whoever opens it: it stores 0, or what was there before it changed the cells, and says that all is to be
calculated when the file is opened (ECMA-376 part 1, 18.2.2 `calcPr`). Some say nothing at all about calculation, which
no spreadsheet program leaves out; of those only a nothing is doubted, since it is what they store.
"""

import re
from enum import Enum
from typing import Final

from api.incoming.workbook.elements import Given, is_on, parsed

_NOTHING: Final = re.compile(r"-?0*\.?0*(?:[Ee][+-]?[0-9]+)?")
"""A zero however it is written, or no text."""


class Calculation(Enum):
    """What a workbook says about its formulas: that they are calculated, that they are not, or nothing."""

    DONE = "done"
    LEFT = "left"
    UNTOLD = "untold"

    def is_doubted(self, value: str) -> bool:
        """Whether the value that is kept for a formula may be one that nobody has calculated.

        >>> Calculation.LEFT.is_doubted("100"), Calculation.UNTOLD.is_doubted("0.0"), Calculation.DONE.is_doubted("0")
        (True, True, False)
        """
        return self is Calculation.LEFT or (self is Calculation.UNTOLD and _NOTHING.fullmatch(value) is not None)


def calculation_of(workbook: bytes, name: str) -> Calculation:
    """What the part `xl/workbook.xml` says. Raises Refused (file-malformed) for what is no plain XML."""
    found = [Calculation.UNTOLD]

    def begins(tag: str, given: Given) -> None:
        if tag == "calcPr":
            left = is_on(given, "fullCalcOnLoad") or not is_on(given, "calcCompleted", otherwise=True)
            found.append(Calculation.LEFT if left else Calculation.DONE)

    parsed(workbook, name, begins)
    return found[-1]
