"""What the command line shows, as text."""

import io

from rich.console import Console


def shown(what: object, width: int = 160) -> str:
    """A renderable as text, with ordinary spaces."""
    console = Console(file=io.StringIO(), width=width)
    console.print(what)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text.replace("\u00a0", " ")
