"""Parameters are read one by one, and everything that is wrong is told at once."""

import pytest

from api.answers.parameters import Parameters, whole_number
from ledger.errors import Refused


def test_an_unknown_and_a_repeated_parameter_are_told_together() -> None:
    parameters = Parameters([("onn", "1"), ("on", "2026-01-01"), ("on", "2026-01-02")], ("on",))
    with pytest.raises(Refused) as refused:
        parameters.finish()
    assert [(one.code, one.right) for one in refused.value.refusals] == [
        ("field-unknown", "on"),
        ("field-repeated", "en av dem"),
    ]


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "\u0661", "1" * 19])
def test_a_whole_number_is_ascii_digits_only(text: str) -> None:
    with pytest.raises(ValueError, match="inget heltal"):
        whole_number(text)


def test_a_whole_number_is_read() -> None:
    assert whole_number("0017") == 17
