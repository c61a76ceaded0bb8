"""The Swedish amount parser, the writer that is its inverse, and divisions that lose nothing."""

import doctest
import re
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import money
from ledger.errors import REFUSALS
from ledger.money import (
    LONGEST_TEXT,
    ORE_MAX,
    AmountError,
    AmountUnit,
    Ore,
    PrintedAmount,
    amount_text,
    format_ore,
    parse_amount,
    parse_rate,
    rate_text,
    shortfall_ore,
    split_by_weights,
    tax_rate_text,
)
from tests.ledger.money_texts import KR, MDKR, MNKR, READABLE, REFUSED, SPELLINGS, TKR


@st.composite
def printed_amounts(draw: st.DrawFn) -> PrintedAmount:
    """Every amount that can be printed, the edges of its unit and the bound included."""
    unit = draw(st.sampled_from(AmountUnit))
    decimals = draw(st.integers(0, unit.max_decimals))
    most = ORE_MAX // unit.step_ore(decimals)
    steps = draw(st.integers(-most, most) | st.integers(-9_999, 9_999) | st.sampled_from([-most, 0, 1, most]))
    ore = steps * unit.step_ore(decimals)
    if decimals == 3 and 1 <= abs(ore) // unit.ore <= 999:
        decimals = 4
    return PrintedAmount(ore, unit, decimals)


def fewest_decimals_text(ore: int, unit: AmountUnit) -> str:
    """An independent spelling: all decimals written, then the needless zeros taken away."""
    whole, rest = divmod(abs(ore), unit.ore)
    return f"{whole},{rest:0{unit.max_decimals}}".rstrip("0").rstrip(",")


every_ore: Final = st.integers(-ORE_MAX, ORE_MAX) | st.sampled_from([-ORE_MAX, -1, 0, 1, ORE_MAX])
every_unit: Final = st.sampled_from(AmountUnit)
amount_like_text: Final = st.text(
    alphabet="0123456789 ,.-+()kKrRtmndseMSEKö\u00a0\u202f\u2009\u2212\u2013\n²\u0661%", max_size=20
)


@pytest.mark.parametrize(("text", "ore", "unit", "decimals"), READABLE)
def test_readable_amounts_have_the_value_worked_out_by_hand(
    text: str, ore: int, unit: AmountUnit, decimals: int
) -> None:
    assert parse_amount(text) == PrintedAmount(ore, unit, decimals)


@pytest.mark.parametrize(("unit", "spelling"), [(unit, text) for unit in SPELLINGS for text in SPELLINGS[unit]])
def test_every_spelling_of_a_unit_is_read(unit: AmountUnit, spelling: str) -> None:
    assert parse_amount(f"2 {spelling}") == PrintedAmount(2 * unit.ore, unit, 0)
    assert parse_amount(f"2{spelling}") == PrintedAmount(2 * unit.ore, unit, 0)


def test_units_are_a_thousand_apart() -> None:
    assert [unit.ore for unit in AmountUnit] == [100, 100_000, 100_000_000, 100_000_000_000]
    assert [unit.max_decimals for unit in AmountUnit] == [2, 5, 8, 11]
    assert MNKR.step_ore(1) == 10_000_000


@pytest.mark.parametrize(("text", "fragment"), REFUSED)
def test_traps_are_refused_with_an_explanation(text: str, fragment: str) -> None:
    with pytest.raises(AmountError, match=re.escape(fragment)):
        parse_amount(text)


@pytest.mark.parametrize("text", [text for text, _ in REFUSED])
def test_a_refusal_is_one_printable_line_with_what_is_right_and_a_known_code(text: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount(text)
    error = caught.value
    assert str(error) == f"{error.detail}. Skriv {error.right}."
    assert str(error).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").isprintable()
    assert error.code == ("amount-out-of-range" if "är för stort" in error.detail else "amount-malformed")
    assert error.code in REFUSALS


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(AmountError) as caught:
        parse_amount("1" * 5_000)
    assert caught.value.detail == f"”{'1' * LONGEST_TEXT}…” är längre än 60 tecken"


@pytest.mark.parametrize(
    ("text", "half_unit_ore"),
    [
        ("1 578,9 mnkr", 5_000_000),
        ("1 558 mnkr", 50_000_000),
        ("101 452 322 kr", 50),
        ("12,5 kr", 5),
        ("12,50 kr", 1),
        ("2 mdkr", 50_000_000_000),
    ],
)
def test_tolerance_is_half_of_the_last_printed_digit(text: str, half_unit_ore: int) -> None:
    assert parse_amount(text).half_unit_ore == half_unit_ore


@pytest.mark.parametrize(
    ("ore", "unit", "decimals", "fragment"),
    [
        (100, KR, -1, "går inte att skriva exakt"),
        (100, KR, 3, "går inte att skriva exakt"),
        (150, KR, 0, "går inte att skriva exakt"),
        (155_800_000, MNKR, 3, "kan läsas på två sätt"),
        (-155_800_000, MNKR, 3, "kan läsas på två sätt"),
        (ORE_MAX + 1, KR, 2, "är för stort"),
        (-ORE_MAX - 1, KR, 2, "är för stort"),
    ],
)
def test_a_printed_amount_that_could_not_be_read_back_cannot_be_made(
    ore: int, unit: AmountUnit, decimals: int, fragment: str
) -> None:
    with pytest.raises(AmountError, match=re.escape(fragment)):
        PrintedAmount(ore, unit, decimals)


def test_a_printed_amount_that_could_not_be_read_back_cannot_be_decoded() -> None:
    with pytest.raises(msgspec.ValidationError, match="kan läsas på två sätt"):
        msgspec.json.decode(b'{"ore":155800000,"unit":"mnkr","decimals":3}', type=PrintedAmount)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"ore":9007199254740992,"unit":"kr","decimals":2}', type=PrintedAmount)


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_bound_of_ore_is_the_largest_exact_json_integer(sign: int) -> None:
    assert ORE_MAX == 9_007_199_254_740_991
    assert msgspec.json.decode(str(sign * ORE_MAX).encode(), type=Ore) == sign * ORE_MAX
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(str(sign * (ORE_MAX + 1)).encode(), type=Ore)


@given(printed_amounts())
def test_a_printed_amount_is_read_back_as_itself(printed: PrintedAmount) -> None:
    assert parse_amount(format_ore(printed.ore, printed.unit, printed.decimals)) == printed
    assert msgspec.json.decode(msgspec.json.encode(printed), type=PrintedAmount) == printed


@given(every_ore, every_unit)
def test_formatted_ore_is_read_back_exactly(ore: int, unit: AmountUnit) -> None:
    assert parse_amount(format_ore(ore, unit)).ore == ore
    assert parse_amount(amount_text(ore)).ore == ore


@given(every_ore, every_unit)
def test_formatted_ore_has_as_few_decimals_as_are_exact(ore: int, unit: AmountUnit) -> None:
    figure = format_ore(ore, unit).removesuffix(f"\u00a0{unit}").removeprefix("\u2212").replace("\u00a0", "")
    fewest = fewest_decimals_text(ore, unit)
    assert figure == (f"{fewest}0" if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", fewest) else fewest)


@given(every_ore, every_unit, st.data())
def test_rounding_moves_an_amount_at_most_half_a_step_and_ties_go_away_from_zero(
    ore: int, unit: AmountUnit, data: st.DataObject
) -> None:
    decimals = data.draw(st.integers(0, unit.max_decimals).filter(lambda count: count != 3))
    rounded = abs_ore(format_ore(ore, unit, decimals))
    step = unit.step_ore(decimals)
    assert rounded % step == 0
    assert -step < 2 * (abs(ore) - rounded) < step or 2 * (rounded - abs(ore)) == step


def abs_ore(figure: str) -> int:
    """The size of a written figure in öre; unlike in the parser without a bound, for rounding can pass it."""
    digits, unit = figure.removeprefix("\u2212").replace("\u00a0", " ").rsplit(" ", 1)
    whole, _, decimals = digits.replace(" ", "").partition(",")
    return int(whole + decimals) * AmountUnit(unit).step_ore(len(decimals))


@pytest.mark.parametrize(
    ("ore", "unit", "decimals", "text"),
    [
        (157_890_000_000, MNKR, None, "1\u00a0578,9\u00a0mnkr"),
        (157_890_000_000, MNKR, 2, "1\u00a0578,90\u00a0mnkr"),
        (-4_760_000_000, MNKR, None, "\u221247,6\u00a0mnkr"),
        (10_145_232_200, KR, None, "101\u00a0452\u00a0322\u00a0kr"),
        (1_250, KR, None, "12,5\u00a0kr"),
        (3_835_000_000, MNKR, 1, "38,4\u00a0mnkr"),
        (4_615_000_000, MNKR, 1, "46,2\u00a0mnkr"),
        (-4_615_000_000, MNKR, 1, "\u221246,2\u00a0mnkr"),
        (4_614_999_999, MNKR, 1, "46,1\u00a0mnkr"),
        (50, KR, 0, "1\u00a0kr"),
        (49, KR, 0, "0\u00a0kr"),
        (-49, KR, 0, "0\u00a0kr"),
        (99_999_950, TKR, 0, "1\u00a0000\u00a0tkr"),
        (155_800_000, MNKR, None, "1,5580\u00a0mnkr"),
        (155_800_000, MNKR, 3, "1,5580\u00a0mnkr"),
        (55_800_000, MNKR, None, "0,558\u00a0mnkr"),
        (1, MDKR, None, "0,00000000001\u00a0mdkr"),
        (2 * ORE_MAX, KR, None, "180\u00a0143\u00a0985\u00a0094\u00a0819,82\u00a0kr"),
    ],
)
def test_written_figures(ore: int, unit: AmountUnit, decimals: int | None, text: str) -> None:
    assert format_ore(ore, unit, decimals) == text


@pytest.mark.parametrize("decimals", [-1, 3])
def test_decimals_below_one_ore_cannot_be_written(decimals: int) -> None:
    with pytest.raises(ValueError, match="kr is written with 0 to 2 decimals"):
        format_ore(100, KR, decimals)


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (151_040_000_000, "1\u00a0510\u00a0400\u00a0000\u00a0kr"),
        (1_250, "12,50\u00a0kr"),
        (-1, "\u22120,01\u00a0kr"),
        (0, "0\u00a0kr"),
    ],
)
def test_amounts_in_answers_are_exact_kronor(ore: int, text: str) -> None:
    assert amount_text(ore) == text


@given(st.text(max_size=70) | amount_like_text)
def test_any_text_is_read_or_refused_and_what_is_read_can_be_printed(text: str) -> None:
    try:
        printed = parse_amount(text)
    except AmountError:
        return
    assert parse_amount(format_ore(printed.ore, printed.unit, printed.decimals)) == printed


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (100, [1, 2, 4], [14, 29, 57]),
        (1, [0, 1, 1], [0, 1, 0]),
        (0, [3, 4], [0, 0]),
        (2, [1, 1, 1, 1], [1, 1, 0, 0]),
    ],
)
def test_splits_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert split_by_weights(total, weights) == parts


every_weights: Final = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)


@given(every_ore, every_weights)
def test_a_split_loses_nothing_and_is_less_than_one_ore_from_exact(total: int, weights: list[int]) -> None:
    parts = split_by_weights(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)
        assert part == 0 or weight > 0


@given(every_ore, every_weights)
def test_a_negative_total_is_split_as_its_positive(total: int, weights: list[int]) -> None:
    assert split_by_weights(-total, weights) == [-part for part in split_by_weights(total, weights)]


@given(every_ore, st.integers(1, 400))
def test_an_even_split_loses_nothing_and_differs_by_at_most_one_ore(total: int, count: int) -> None:
    parts = split_by_weights(total, [1] * count)
    assert len(parts) == count
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1
    assert sorted(parts, key=abs, reverse=True) == parts


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1], [2, -1], [-1, 1]])
def test_weights_must_be_positive_somewhere_and_negative_nowhere(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights must not be negative"):
        split_by_weights(100, weights)


def test_the_examples_in_the_docstrings_are_true() -> None:
    result = doctest.testmod(money)
    assert result.attempted == 11
    assert result.failed == 0
    assert split_by_weights(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by_weights(-100, [1, 1, 1]) == [-34, -33, -33]


# --- Rates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ppb"),
    [
        ("0,35 ‰", 350_000),
        ("0,45\u00a0‰", 450_000),
        ("3 %", 30_000_000),
        ("3%", 30_000_000),
        ("2,75 %", 27_500_000),
        ("17,83 %", 178_300_000),
        ("−1,5 %", -15_000_000),
        ("0,000001 ‰", 1),
        ("0 %", 0),
    ],
)
def test_a_rate_is_read_exactly(text: str, ppb: int) -> None:
    assert parse_rate(text) == ppb


@pytest.mark.parametrize(
    "text", ["0.35 ‰", "0,35", "‰", "3 procent", "1 000 %", "0,0000001 ‰", "ca 3 %", "3 % + 1", ""]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        # Uppvidinge KF 2021-10-26 prints 21,90 kr and 21:90: a tax rate of 21,90 % (uppvidinge.se)
        ("21,90 kr", "21,90 %"),
        ("21:90", "21,90 %"),
        ("21:90 kr", "21,90 %"),
        ("21,90 kronor", "21,90 %"),
        ("21,90 kr/skattekrona", "21,90 %"),
        ("21:90 kr per skattekrona", "21,90 %"),
        ("21,90 kr per 100 kr", "21,90 %"),
        ("22 kr", "22 %"),
        ("22:-", "22 %"),
        ("21,90", "21,90 % eller 21,90 ‰"),
        ("21.90 %", "talet med decimalkomma, och % eller ‰ efter"),
        ("ca 22 kr", "talet med decimalkomma, och % eller ‰ efter"),
    ],
)
def test_a_rate_in_kronor_is_told_in_per_cent(text: str, right: str) -> None:
    with pytest.raises(AmountError) as error:
        parse_rate(text)
    assert (error.value.code, error.value.right) == ("rate-malformed", right)


@given(st.integers(-999_000_000, 999_000_000), st.sampled_from(["%", "‰"]))
def test_a_rate_as_shown_is_the_rate(ppb: int, unit: str) -> None:
    assert parse_rate(rate_text(ppb, unit)) == ppb


@pytest.mark.parametrize(
    ("ppb", "text"),
    [
        (219_000_000, "21,90\u00a0%"),
        (200_000_000, "20,00\u00a0%"),
        (178_300_000, "17,83\u00a0%"),
        (332_250_000, "33,225\u00a0%"),
        (0, "0,00\u00a0%"),
    ],
)
def test_a_tax_rate_is_written_in_kronor_and_ore_of_a_hundred_kronor(ppb: int, text: str) -> None:
    """Uppvidinge KF 2021-10-26 prints 21,90, and not 21,9; no decimal is lost."""
    assert tax_rate_text(ppb) == text
    assert parse_rate(text) == ppb


@pytest.mark.parametrize(
    ("before", "after", "short"),
    [
        (5, 0, 0), (5, -2, 2), (0, -2, 2), (-2, -3, 3), (-2, -2, 0), (-3, -2, 0),
        (None, -2, 2), (None, 2, 0), (-2, None, 0), (None, None, 0),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_where_it_was_not_missing_before(
    before: int | None, after: int | None, short: int
) -> None:
    assert shortfall_ore(before, after) == short
