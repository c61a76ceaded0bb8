"""The text beside a value follows from the value's type."""

import msgspec
import pytest

from projections.asking.texts import (
    ToldCause,
    ToldCode,
    ToldEvent,
    ToldOre,
    ToldOreOrUnknown,
    ToldRate,
    text_name,
    text_of,
)


class Answer(msgspec.Struct):
    net_ore: ToldOre | None
    left_ore: ToldOreOrUnknown
    rate_ppb: ToldRate
    stage: ToldCode | None
    cause: ToldCause
    event: ToldEvent
    costs_ore: int = 3


def test_a_value_is_told_as_its_type_says() -> None:
    answer = Answer(1250, 0, 30_000_000, "decided", "recorded", "frame-decided")
    names = [name for name in Answer.__struct_fields__ if name != "costs_ore"]
    assert [text_of(answer, name).replace("\u00a0", " ") for name in names] == [
        "12,50 kr",
        "0 kr",
        "3 %",
        "beslutat",
        "registrerat",
        "ram beslutad",
    ]


def test_what_is_not_known_has_no_text_or_is_told_as_unknown() -> None:
    answer = Answer(None, None, 0, None, "recorded", "frame-decided")
    assert [text_of(answer, name) for name in ("net_ore", "left_ore", "stage")] == ["", "okänt", ""]


def test_what_is_not_told_has_no_text() -> None:
    with pytest.raises(KeyError):
        text_of(Answer(1, 1, 1, None, "recorded", "frame-decided"), "costs_ore")


def test_a_text_is_named_after_its_value_without_the_unit() -> None:
    assert [text_name(name) for name in ("net_ore", "rate_ppb", "cause")] == ["net_text", "rate_text", "cause_text"]
