"""Money is an int of öre: read strictly from Swedish text, written in Swedish, divided without losing an öre.

Figures are written by hand, not by a locale library, so that a library upgrade never changes an old answer.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final
from unicodedata import normalize

import msgspec

# The largest integer that every JSON reader keeps exact (RFC 8259 section 6): about 90 000 mdkr.
ORE_MAX: Final = 2**53 - 1
Ore = Annotated[int, msgspec.Meta(ge=-ORE_MAX, le=ORE_MAX)]

UNKNOWN: Final = "okänt"
"""What is written for an amount that nobody knows."""

NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
LONGEST_TEXT: Final = 60
_SPACES: Final = " \u00a0\u202f\u2009"
_EXAMPLE: Final = "till exempel 1 578,9 mnkr"
_ANY_UNIT: Final = "kr, tkr, mnkr eller mdkr efter talet"


class AmountUnit(StrEnum):
    """The unit an amount is printed in; the value is the spelling written in answers. `ore` is how many öre one of the
    unit is, and `max_decimals` how many decimals reach down to one öre: 100_000_000 and 8 for mnkr."""

    ore: int
    max_decimals: int

    KRONOR = "kr", 2
    THOUSANDS = "tkr", 5
    MILLIONS = "mnkr", 8
    BILLIONS = "mdkr", 11

    def __new__(cls, spelling: str, max_decimals: int = 0) -> "AmountUnit":
        """A unit by its spelling."""
        unit = str.__new__(cls, spelling)
        unit._value_, unit.ore, unit.max_decimals = spelling, 10**max_decimals, max_decimals
        return unit

    def step_ore(self, decimals: int) -> int:
        """How many öre the last printed digit counts in: `AmountUnit.MILLIONS.step_ore(1) == 10_000_000`."""
        return int(self.ore // 10**decimals)


_SPELLINGS: Final = {
    AmountUnit.KRONOR: "kr|krona|kronor|sek",
    AmountUnit.THOUSANDS: "tkr|tsek|tusen kr|tusen kronor",
    AmountUnit.MILLIONS: "mnkr|mkr|msek|miljon|miljon kr|miljon kronor|miljoner|miljoner kr|miljoner kronor",
    AmountUnit.BILLIONS: "mdkr|miljard|miljard kr|miljard kronor|miljarder|miljarder kr|miljarder kronor",
}
_UNIT_BY_SPELLING: Final = {text: unit for unit, texts in _SPELLINGS.items() for text in texts.split("|")}


class AmountError(ValueError):
    """Something that is not one exact amount.

    `detail` says in Swedish what was written and why it is not accepted, `right` completes "Skriv …", and
    `code` is the refusal's code: `amount-malformed`, `amount-out-of-range` or `rate-malformed`.
    """

    def __init__(self, written: str, why: str, right: str, code: str = "amount-malformed") -> None:
        self.detail = f"”{_visible(written)}” {why}"
        self.right, self.code = right, code
        super().__init__(f"{self.detail}. Skriv {right}.")


class PrintedAmount(msgspec.Struct, frozen=True):
    """An amount with the unit and the number of decimals it was printed with; always readable again.

    Raises `AmountError` if beyond the bound, not exact in those decimals or printed as the ambiguous `1,558`.
    """

    ore: Ore
    unit: AmountUnit
    decimals: int

    def __post_init__(self) -> None:
        written = f"{self.ore} öre i {self.unit} med {self.decimals} decimaler"
        if not 0 <= self.decimals <= self.unit.max_decimals or self.ore % self.unit.step_ore(self.decimals):
            raise AmountError(written, "går inte att skriva exakt", "beloppet med andra decimaler")
        if _is_ambiguous(abs(self.ore) // self.unit.ore, self.decimals):
            raise AmountError(written, "kan läsas på två sätt", "beloppet i en annan enhet")
        _within_bound(written, self.ore)

    @property
    def half_unit_ore(self) -> int:
        """How far rounding can have moved the amount, in öre: 5 000 000 for `1 578,9 mnkr`.

        It is half a step of the last printed digit; half of a single öre, the only odd step, rounds up to 1.
        """
        return (self.unit.step_ore(self.decimals) + 1) // 2


@lru_cache(maxsize=10_000)
def parse_amount(text: str) -> PrintedAmount:
    """Read an amount as printed in Swedish budgets; raise `AmountError` for everything with two readings.

    >>> parse_amount("1 578,9 mnkr").ore
    157890000000
    >>> parse_amount("1,558")
    Traceback (most recent call last):
    ledger.money.AmountError: ”1,558” kan läsas på två sätt. Skriv 1 558 tkr eller 1 558 mnkr.
    """
    if len(text) > LONGEST_TEXT:
        raise AmountError(text, f"är längre än {LONGEST_TEXT} tecken", f"bara beloppet, {_EXAMPLE}")
    _refuse_traps(text)
    match = _AMOUNT.fullmatch(text.strip(_SPACES))
    if match is None:
        raise AmountError(text, "är inte skrivet som ett belopp", f"tal och enhet, {_EXAMPLE}")
    sign, whole, decimals, spelling = match.groups("")
    digits, unit = _whole_digits(text, whole), _unit(text, spelling)
    if _is_ambiguous(int(digits), len(decimals)):
        raise AmountError(text, "kan läsas på två sätt", _both_readings(f"{sign}{digits} {decimals}", unit))
    if unit is None:
        columns = " och kan vara två kolumner" if len(whole.split()) == 2 else ""
        raise AmountError(text, f"saknar enhet{columns}", _ANY_UNIT)
    if len(decimals) > (most := unit.max_decimals):
        raise AmountError(text, "har fler decimaler än öret räcker till", f"högst {most} decimaler i {unit}")
    ore = _within_bound(text, int(digits + decimals) * unit.step_ore(len(decimals)))
    negative = sign not in ("", "+")
    if negative and ore == 0:
        raise AmountError(text, "är minus noll", f"0 {unit}")
    return PrintedAmount(-ore if negative else ore, unit, len(decimals))


# Forms met in real budgets that a lenient reader gets wrong: form, why not, what is right. First match wins.
_INEXACT: Final = r"\b(ca|c:a|cirka|omkring|ungefär|drygt|knappt|högst|minst|max|upp\s+till|index)\b|[~≈<>≤≥]"
_TRAPS: Final = (
    (r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", "är brutet över flera rader", "talet på en rad, som 66 100 kr"),
    (_INEXACT, "innehåller ”{found}” och är därför inte ett exakt belopp", "bara beloppet, som 25 mnkr"),
    (r"[%‰]", "är en andel och inte ett belopp", _ANY_UNIT),
    (r"[()]", "har parentes (kan vara minus eller en andra kolumn)", "−44,4 mnkr eller 44,4 mnkr"),
    (r"[\u2010-\u2015]|[0-9]\s*[-\u2212]", "har ett streck som betyder intervall", "minus som −9 mnkr"),
    (r"\.", "har punkt, som kan betyda decimaler eller tusental", f"decimalkomma, {_EXAMPLE}"),
    (r"(?![0-9])\d|[²³¹¼-¾\u2070-\u209c]", "har andra siffror än 0–9", f"talet med 0–9, {_EXAMPLE}"),
)
_AMOUNT: Final = re.compile(
    rf"([-\u2212][{_SPACES}]?|\+)?([0-9]+(?:[{_SPACES}][0-9]+)*)(?:,([0-9]+))?"
    rf"(?:[{_SPACES}]?([a-z]+(?:[{_SPACES}][a-z]+)*))?",
    re.IGNORECASE | re.ASCII,  # ASCII: without it the Kelvin sign would be a k
)
_WHOLE: Final = re.compile(rf"[0-9]+|[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+")


def _refuse_traps(text: str) -> None:
    composed = normalize("NFC", text)  # only to recognise högst typed with a separate diaeresis
    for form, why, right in _TRAPS:
        if match := re.search(form, composed, re.IGNORECASE):
            raise AmountError(text, why.format(found=match.group()), right)


def _whole_digits(text: str, whole: str) -> str:
    spaces = sorted({f"U+{ord(character):04X}" for character in whole if character in _SPACES})
    if _WHOLE.fullmatch(whole) is None:
        raise AmountError(text, "är inte grupperat i tusental (kan vara två kolumner)", _EXAMPLE)
    if len(spaces) > 1:
        raise AmountError(text, f"blandar mellanslagen {' och '.join(spaces)}", "samma mellanslag i talet")
    if whole.startswith("0") and whole != "0":
        raise AmountError(text, "börjar med en nolla (kan vara en kod eller ett brutet tal)", _EXAMPLE)
    return "".join(whole.split())


def _is_ambiguous(whole: int, decimals: int) -> bool:
    # `1,558` is 1 558 to an English reader. `0,558` and `1558,123` have one reading: no thousands begin so.
    return decimals == 3 and 1 <= whole <= 999


def _both_readings(grouped: str, unit: AmountUnit | None) -> str:
    sizes = ((unit or AmountUnit.MILLIONS).ore // 1000, (unit or AmountUnit.MILLIONS).ore)
    return " eller ".join(f"{grouped} {each}" for each in AmountUnit if each.ore in sizes)


def _unit(text: str, spelling: str) -> AmountUnit | None:
    known = unit_named(spelling)
    if spelling and known is None:
        raise AmountError(text, f"har den okända enheten {spelling}", _ANY_UNIT)
    return known


def unit_named(spelling: str) -> AmountUnit | None:
    """The unit that a word is, whatever the size of its letters; None for anything else.

    >>> unit_named("Mkr")
    <AmountUnit.MILLIONS: 'mnkr'>
    """
    return _UNIT_BY_SPELLING.get(" ".join(spelling.split()).lower())


def _within_bound(text: str, ore: int) -> int:
    if abs(ore) > ORE_MAX:
        raise AmountError(text, "är för stort", f"högst {amount_text(ORE_MAX)}", "amount-out-of-range")
    return ore


def _visible(text: str) -> str:
    # One line with nothing invisible: a line break is shown as ⏎, other control characters by their number.
    start, more = text[:LONGEST_TEXT].replace("\n", "⏎"), "…" if len(text) > LONGEST_TEXT else ""
    return "".join(c if c.isprintable() or c in _SPACES else f"<U+{ord(c):04X}>" for c in start) + more


def format_ore(ore: int, unit: AmountUnit = AmountUnit.KRONOR, decimals: int | None = None) -> str:
    r"""Write öre in a unit, with as few decimals as are exact, or rounded half away from zero to `decimals`.

    A figure that would be the ambiguous `1,558` is written with a fourth decimal, `1,5580`. Raises
    `ValueError` if `decimals` is negative or reaches below one öre.

    >>> format_ore(-157_890_000_000, AmountUnit.MILLIONS), format_ore(4_615_000_000, AmountUnit.MILLIONS, 1)
    ('−1\xa0578,9\xa0mnkr', '46,2\xa0mnkr')
    """
    decimals = exact_decimals(ore, unit) if decimals is None else decimals
    written = figure_text(ore, unit, decimals)
    whole, _ = _rounded(ore, unit, decimals)
    return f"{written}{'0' if _is_ambiguous(whole, decimals) else ''}{NO_BREAK_SPACE}{unit}"


def exact_decimals(ore: int, unit: AmountUnit) -> int:
    """The fewest decimals in which an amount is exact in a unit: 1 for 1 578,9 mnkr."""
    return next(count for count in range(unit.max_decimals + 1) if ore % unit.step_ore(count) == 0)


def figure_text(ore: int, unit: AmountUnit, decimals: int) -> str:
    """An amount without its unit, with so many decimals, rounded half away from zero. For a column whose heading says
    the unit and whose figures all have as many decimals; alone it could be read as the ambiguous `1,558`.

    >>> figure_text(-1_124_800_000, AmountUnit.MILLIONS, 3), figure_text(1_700_000_000, AmountUnit.MILLIONS, 1)
    ('−11,248', '17,0')
    """
    if not 0 <= decimals <= unit.max_decimals:
        raise ValueError(f"{unit} is written with 0 to {unit.max_decimals} decimals, not {decimals}")
    whole, fraction = _rounded(ore, unit, decimals)
    sign = MINUS if ore < 0 and (whole or fraction) else ""
    grouped = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    return f"{sign}{grouped},{fraction:0{decimals}}" if decimals else f"{sign}{grouped}"


def _rounded(ore: int, unit: AmountUnit, decimals: int) -> tuple[int, int]:
    """The whole units of an amount without its sign, and its decimals as a whole number."""
    step = unit.step_ore(decimals)
    return divmod((abs(ore) + step // 2) // step, int(10**decimals))


def text_beside(ore: int, printed: PrintedAmount) -> str:
    r"""An exact amount that stands beside a printed one: in its unit, and with no fewer decimals.

    >>> text_beside(151_000_000_000, parse_amount("1 510,4 mnkr"))
    '1\xa0510,0\xa0mnkr'
    """
    return format_ore(ore, printed.unit, max(printed.decimals, exact_decimals(ore, printed.unit)))


@lru_cache(maxsize=100_000)
def amount_text(ore: int) -> str:
    r"""Write öre exactly in kronor, with two decimals only when they are not whole kronor.

    >>> amount_text(151_040_000_000), amount_text(1250)
    ('1\xa0510\xa0400\xa0000\xa0kr', '12,50\xa0kr')
    """
    return format_ore(ore, AmountUnit.KRONOR, 2 if ore % 100 else 0)


def amount_or_unknown(ore: int | None) -> str:
    """The same for an amount that may be unknown: `okänt`."""
    return UNKNOWN if ore is None else amount_text(ore)


def change_ore(before: int | None, after: int | None) -> int | None:
    """By how much an amount changed; None when either is unknown."""
    return None if before is None or after is None else after - before


def shortfall_ore(before: int | None, after: int | None) -> int:
    """How far below nothing an amount is, in öre, and was not before: 0 when it is not, when it was as far below
    already, and when it is unknown. An amount that was unknown counts as none."""
    return -after if after is not None and after < min(before or 0, 0) else 0


def split_by_weights(total_ore: int, weights: Sequence[int]) -> list[int]:
    """Divide by largest remainder, the first of equals first: weights 1, 1, 1 divide 100 into 34, 33, 33.

    The parts always sum to the total; a negative total gives the negated parts of the positive one. Raises
    `ValueError` if there are no weights, if one is negative or if all are zero.
    """
    weight_sum = sum(weights)
    if weight_sum <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative, and at least one must be positive")
    size = abs(total_ore)
    parts = [size * weight // weight_sum for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(size * weights[index] % weight_sum))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [-part for part in parts] if total_ore < 0 else parts


# --- Rates ------------------------------------------------------------------------------------------------------

PARTS_PER_BILLION: Final = 1_000_000_000
"""What a rate in billionths is a share of."""

_RATE: Final = re.compile(
    rf"(?P<sign>[-{MINUS}+]?)(?P<whole>[0-9]{{1,3}})(?:,(?P<decimals>[0-9]{{1,7}}))?[{_SPACES}]*(?P<unit>[%‰])"
)
_STEPS: Final = {"%": 10_000_000, "‰": 1_000_000}
_IN_KRONOR: Final = re.compile(
    rf"(?P<whole>[0-9]{{1,3}})(?:(?P<point>[,:])(?P<decimals>[0-9]{{1,7}}))?[{_SPACES}]*"
    rf"(?P<kronor>(?:kr|kronor|sek)\b\.?[^0-9]*(?:100[^0-9]*)?|:-)?",
    re.IGNORECASE,
)
"""A tax rate as municipalities print it: `21,90 kr`, `21:90`, `21:90 kr per skattekrona`, `21,90 kr per 100 kr`."""


def parse_rate(text: str) -> int:
    """A rate as printed, `0,35 ‰` or `3 %`, in billionths. Raises `AmountError` for what is no such rate.

    >>> parse_rate("0,35 ‰")
    350000
    """
    match = _RATE.fullmatch(text.strip(_SPACES))
    if match is None:
        raise _no_rate(text)
    decimals: str = match["decimals"] or ""
    if len(decimals) >= len(str(_STEPS[match["unit"]])):
        raise AmountError(text, "har fler decimaler än liggaren räknar med", "färre decimaler", "rate-malformed")
    ppb = int(match["whole"] + decimals) * _STEPS[match["unit"]] // int("1" + "0" * len(decimals))
    return -ppb if match["sign"] in ("-", MINUS) else ppb


def _no_rate(text: str) -> AmountError:
    """Why a text is no rate; for kronor per hundred kronor what that is in per cent."""
    said = _IN_KRONOR.fullmatch(text.strip(_SPACES))
    if said is not None:
        number = said["whole"] + (f",{said['decimals']}" if said["decimals"] else "")
        if said["kronor"] or said["point"] == ":":
            why = f"är skrivet i kronor; {number} kr per hundra kronor är {number} %"
            return AmountError(text, why, f"{number} %", "rate-malformed")
        return AmountError(text, "saknar % eller ‰", f"{number} % eller {number} ‰", "rate-malformed")
    right = "talet med decimalkomma, och % eller ‰ efter"
    return AmountError(text, "är ingen procent- eller promillesats", right, "rate-malformed")


def rate_text(ppb: int, unit: str = "%", decimals: int = 0) -> str:
    """A rate in billionths as a reader sees it, with as many decimals as it takes, and at least so many.

    >>> rate_text(350_000, "‰")
    '0,35\\xa0‰'
    """
    whole, rest = divmod(abs(ppb), _STEPS[unit])
    digits = str(rest).zfill(len(str(_STEPS[unit])) - 1).rstrip("0").ljust(decimals, "0")
    sign = MINUS if ppb < 0 else ""
    return f"{sign}{whole}{',' + digits if digits else ''}{NO_BREAK_SPACE}{unit}"


def tax_rate_text(ppb: int) -> str:
    """A tax rate as municipalities print it: it is kronor and öre of a hundred kronor, so with two decimals or more.

    >>> tax_rate_text(219_000_000)
    '21,90\\xa0%'
    """
    return rate_text(ppb, decimals=2)


def share_text(ppb: int) -> str:
    """A rate as one says it: in per cent from one per cent on, below that in per mille.

    >>> share_text(30_000_000), share_text(350_000)
    ('3\\xa0%', '0,35\\xa0‰')
    """
    return rate_text(ppb, "%" if abs(ppb) >= _STEPS["%"] else "‰")
