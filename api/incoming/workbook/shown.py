"""What a reader sees of a number in a cell: its number format, read as Excel shows it in Swedish (ECMA-376 part 1,
18.8.31).

A format can show another figure than the one that is stored: in thousands, as a percentage, rounded, without its sign,
with a unit after it, or not at all. What is seen is told here; what that means for a cell is said in `cells.py`.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from api.incoming.workbook.styles import UNKNOWN_FORMAT
from ledger.money import MINUS

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<science>E[+-])|(?P<clock>AM/PM|A/P)|(?P<digit>[0#?])|(?P<any>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_CURRENCY: Final = re.compile(r"\$([^-]*)(?:-[0-9A-Fa-f]+)?")
_COLOURS: Final = re.compile(r"black|blue|cyan|green|magenta|red|yellow|color ?[0-9]{1,2}", re.IGNORECASE)
_INVISIBLE: Final = re.compile(r"white|color ?2", re.IGNORECASE)
_DAY: Final = frozenset("ymdhsegb")
_MINUSES: Final = f"-{MINUS}\u2013"
_SPACES: Final = " \u00a0\u202f\u2009"
_MOST_DECIMALS: Final = 30
_LONGEST: Final = 255
"""Characters that Excel takes in a format."""

_EXACT: Final = Decimal(10**15)
"""Below this Excel holds every whole number."""

_WIDE: Final = Context(prec=60)
"""Room for every digit that is written."""


class Seen(NamedTuple):
    """What is seen of a number. `figure` is the number as one reads it, None when there is none to read; `decimals` how
    many it has; `words` what else stands there (a unit); `text` all of it. `scaled`: it is counted in thousands or per
    cent. `why` says why it is no figure."""

    text: str
    figure: Decimal | None = None
    decimals: int = 0
    words: str = ""
    scaled: str = ""
    why: str = ""


class _Token(NamedTuple):
    kind: str
    text: str


_THE_TEXT: Final = _Token("any", "@")
"""Where a text stands, and a number with its own digits."""


class _Section(NamedTuple):
    """One part of a format: for positive numbers, or negative ones, or those that meet a condition."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None = None


def shown(number: Decimal, number_format: str) -> Seen:
    """What is seen of a number in a format.

    >>> shown(Decimal("1578.94"), "#,##0.0").text, shown(Decimal(1558000), "#,##0, tkr").text
    ('1\\xa0578,9', '1\\xa0558 tkr')
    """
    if not number.is_finite() or abs(number) >= _EXACT:
        return Seen("", why="talet är för stort för att visas exakt")
    try:
        found = sections(number_format)
        section, negative = _section(number, found)
    except ValueError as error:
        return Seen("", why=str(error))
    seen = _of_section(abs(number), section, negative=negative)
    if number == 0 and section is not found[0]:  # a dash stands in a column of figures, and is as exact as they are
        seen = seen._replace(decimals=_of_section(Decimal(0), found[0], negative=False).decimals)
    return seen


def general_text(number: Decimal) -> str:
    """A number with its own digits: `1578,94`."""
    return f"{number:f}".replace(".", ",").replace("-", MINUS)


def text_hidden_or_changed(text: str, number_format: str) -> str | None:
    """How a text is seen in a format, when that is another text; None when it is seen as it is."""
    try:
        found = sections(number_format)
    except ValueError:
        return None
    of_texts = found[3:] or tuple(section for section in found[-1:] if _THE_TEXT in section.tokens)
    if not of_texts:
        return None
    told = "".join(text if token == _THE_TEXT else _literal(token) for token in of_texts[0].tokens)
    return None if told.strip() == text.strip() else told


def names_day(number_format: str) -> bool:
    """Whether a day in a format shows its year, its month and its day of the month.

    >>> names_day("d-mmm"), names_day("dd/mm/yy")
    (False, True)
    """
    try:
        tokens = sections(number_format)[0].tokens
    except ValueError:
        return False
    letters = {token.text.casefold() for token in tokens if token.kind == "any"}
    return {"y", "m", "d"} <= letters


@lru_cache(maxsize=1_000)
def sections(number_format: str) -> tuple[_Section, ...]:
    """The parts of a format. Raises ValueError, in Swedish, for one that cannot be told what it shows."""
    if number_format == UNKNOWN_FORMAT:
        raise ValueError("cellens talformat är inbyggt för ett annat språk")
    if len(number_format) > _LONGEST:
        raise ValueError("cellens talformat är för långt")
    parts: list[list[_Token]] = [[]]
    for token in _tokens(number_format):
        if token == _Token("any", ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 4:
        raise ValueError("cellens talformat har fler än fyra delar")
    return tuple(_condition(part) for part in parts)


def _tokens(number_format: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(number_format):
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind])


def _condition(tokens: list[_Token]) -> _Section:
    kept, condition = [], None
    for token in tokens:
        if token.kind != "bracket":
            kept.append(token)
        elif (found := _CONDITION.fullmatch(token.text)) is not None:
            condition = found[1], Decimal(found[2])
        elif (currency := _CURRENCY.fullmatch(token.text)) is not None:
            kept.append(_Token("quoted", currency[1]))
        elif _INVISIBLE.fullmatch(token.text):
            raise ValueError("cellens talformat skriver med vitt")
        elif not _COLOURS.fullmatch(token.text):
            kept.append(token)
    return _Section(tuple(kept), condition)


def _section(number: Decimal, found: tuple[_Section, ...]) -> tuple[_Section, bool]:
    """The part that a number is shown by, and whether a minus is set before it there."""
    of_numbers = found[:3]
    if any(section.condition is not None for section in of_numbers):
        if number < 0:
            raise ValueError("cellens talformat har egna villkor, och talet är negativt")
        met = (section for section in of_numbers if section.condition is None or _meets(number, section.condition))
        chosen = next(met, None)
        if chosen is None:
            raise ValueError("cellens talformat har inget för ett sådant tal")
        return chosen, False
    if number < 0 and len(of_numbers) > 1:
        return of_numbers[1], False
    if number == 0 and len(of_numbers) > 2:
        return of_numbers[2], False
    return of_numbers[0], number < 0


def _meets(number: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, limit = condition
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[sign]


def _literal(token: _Token) -> str:
    """What a token writes by itself."""
    match token.kind:
        case "quoted" | "escaped":
            return token.text
        case "space":
            return " "
        case "fill":
            return "" if token.text in _SPACES else token.text
        case _:
            return token.text if token.kind == "any" else ""


def _of_section(size: Decimal, section: _Section, *, negative: bool) -> Seen:
    tokens = section.tokens
    strange = _strange(tokens)
    if strange:
        return Seen("", why=strange)
    own = [place for place, token in enumerate(tokens) if token.kind == "general" or token == _THE_TEXT]
    if own:
        before, after = _around(tokens, own[0])
        text = general_text(size)
        return _read(before, text, after, size, len(text.partition(",")[2]), "", negative=negative)
    places = [place for place, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        text = "".join(map(_literal, tokens)).strip(_SPACES)
        return Seen(text, Decimal(0) if size == 0 else None, words=_words(text))
    return _of_digits(size, tokens, places, negative=negative)


def _strange(tokens: tuple[_Token, ...]) -> str:
    """Why what some tokens show is no plain figure."""
    for token in tokens:
        if token.kind in ("science", "clock", "bracket"):
            return "cellens talformat skriver talet på ett annat sätt än som ett belopp"
        if token.kind == "any" and token.text.casefold() in _DAY:
            return "cellens talformat gör en dag eller ett klockslag av talet"
        if token.kind == "any" and token.text == "/":
            return "cellens talformat skriver talet som ett bråk"
        if token.kind in ("quoted", "escaped", "fill") and any(letter.isdigit() for letter in token.text):
            return "cellens talformat skriver egna siffror vid talet"
    return ""


def _around(tokens: tuple[_Token, ...], place: int) -> tuple[str, str]:
    return "".join(map(_literal, tokens[:place])), "".join(map(_literal, tokens[place + 1 :]))


def _of_digits(size: Decimal, tokens: tuple[_Token, ...], places: list[int], *, negative: bool) -> Seen:
    """A number that is written with digits: how many decimals, in thousands or per cent, and what stands around it."""
    first, last = places[0], places[-1]
    inside = tokens[first : last + 1]
    points = [place for place, token in enumerate(inside) if token == _Token("any", ".")]
    rest = list(tokens[last + 1 :])
    while rest and rest[0].text in (",", ".") and rest[0].kind == "any":  # `0.,` and `0,.` are written too
        inside = (*inside, rest.pop(0))
    point = points[0] if points else len(inside)
    between = [token for token in inside if token.kind != "digit" and token.text not in (",", ".")]
    if len(points) > 1 or any(_literal(token).strip(_SPACES) for token in between) or _marks(inside):
        return Seen("", why="cellens talformat sätter egna tecken mellan siffrorna")
    thousands, grouped = _commas(inside[:point], inside[point:])
    per_cent = sum(token == _Token("any", "%") for token in tokens)
    scale = Decimal(100) ** per_cent / Decimal(1000) ** thousands
    optional = [token.text for token in inside[point:] if token.kind == "digit"]
    text, decimals = _written(size * scale, optional, grouped=grouped or bool(between))
    scaled = "i procent" if per_cent else "i tusental" if thousands == 1 else "i miljontal" if thousands else ""
    before = "".join(map(_literal, tokens[:first]))
    return _read(before, text, "".join(map(_literal, rest)), _figure(text), decimals, scaled, negative=negative)


def _marks(inside: tuple[_Token, ...]) -> bool:
    """Whether a comma or a point is written between the digits as a text, where it only looks like one."""
    return any(token.kind in ("quoted", "escaped", "fill") and token.text.strip(_SPACES) for token in inside)


def _commas(whole: tuple[_Token, ...], decimals: tuple[_Token, ...]) -> tuple[int, bool]:
    """How many times a number is divided by a thousand, and whether its digits are grouped: commas after the last
    digit divide, those between digits group."""
    divided = 0
    for part in (whole, decimals):
        for token in reversed(part):
            if token.kind == "digit":
                break
            divided += token == _Token("any", ",")
    commas = sum(token == _Token("any", ",") for token in (*whole, *decimals))
    return divided, commas > divided


def _written(number: Decimal, places: list[str], *, grouped: bool) -> tuple[str, int]:
    """A number with as many decimals as its places say, `0` always and `#` when there is something: and how many."""
    most = min(len(places), _MOST_DECIMALS)
    least = max((place for place, kind in enumerate(places, start=1) if kind == "0"), default=0)
    rounded = number.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP, context=_WIDE)
    whole, _, decimals = f"{rounded:f}".partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    grouped_whole = f"{int(whole):,}".replace(",", "\u00a0") if grouped else whole
    return grouped_whole + ("," + decimals if decimals else ""), len(decimals)


def _figure(text: str) -> Decimal:
    return Decimal(text.replace("\u00a0", "").replace(",", "."))


def _read(before: str, text: str, after: str, figure: Decimal, decimals: int, scaled: str, *, negative: bool) -> Seen:
    """A figure with its sign: a minus that the format writes, or parentheses around it, make it negative."""
    around = before + after
    minus = negative or any(mark in around for mark in _MINUSES) or ("(" in before and ")" in after)
    whole = f"{MINUS if negative else ''}{before}{text}{after}".strip(_SPACES)
    return Seen(whole, -figure if minus else figure, decimals, _words(around), scaled)


def _words(around: str) -> str:
    """What stands around a figure, without its signs."""
    for mark in (*_MINUSES, "+", "(", ")"):
        around = around.replace(mark, "")
    return " ".join(around.split())
