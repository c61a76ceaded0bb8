"""The texts that cells share, and what is seen in them that a plain text does not say: a part that is struck out,
raised as the mark of a footnote is, or written in a colour of its own.
"""

import msgspec

from api.incoming.workbook.elements import Given, is_on, parsed


class RichText(msgspec.Struct):
    """A text in runs, as far as it has been read: how many bytes, whether any run that says something is struck out or
    raised, and which colours they say that they have: an empty one is the automatic, None the cell's own. How a text
    is pronounced is not part of it."""

    size: int = 0
    struck: bool = False
    raised: bool = False
    colours: set[tuple[tuple[str, str], ...] | None] = msgspec.field(default_factory=set)
    _run_struck: bool = False
    _run_raised: bool = False
    _run_colour: tuple[tuple[str, str], ...] | None = None
    _aside: bool = False

    def begins(self, tag: str, given: Given) -> None:
        """An element of the text begins."""
        if tag == "r":
            self._run_struck, self._run_raised, self._run_colour = False, False, None
        elif tag == "rPr":
            self._run_colour = ()
        elif tag == "color":
            self._run_colour = tuple(given.items())
        elif tag == "strike":
            self._run_struck = is_on(given, "val", otherwise=True)
        elif tag == "vertAlign":
            self._run_raised = given.get("val", "") in ("superscript", "subscript")
        elif tag == "rPh":
            self._aside = True

    def ends(self, tag: str) -> None:
        """An element of the text ends."""
        if tag in ("r", "rPh"):
            self._run_struck = self._run_raised = self._aside = False
            self._run_colour = None

    def says(self, text: str) -> None:
        """Characters."""
        self.size += len(text.encode())
        if text.strip() and not self._aside:
            self.struck |= self._run_struck
            self.raised |= self._run_raised
            self.colours.add(self._run_colour)


def shared_texts(content: bytes, name: str) -> list[RichText]:
    """The texts that cells share, in the order of their numbers. Raises Refused for what is no plain XML."""
    texts: list[RichText] = []

    def begins(tag: str, given: Given) -> None:
        if tag == "si":
            texts.append(RichText())
        elif texts:
            texts[-1].begins(tag, given)

    def ends(tag: str) -> None:
        if texts:
            texts[-1].ends(tag)

    def says(text: str) -> None:
        if texts:
            texts[-1].says(text)

    parsed(content, name, begins, ends, says)
    return texts
