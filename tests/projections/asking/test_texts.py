"""The text beside a value follows from the value's type; in JSON it stands after its value, when there is one."""

from datetime import date
from typing import Annotated

import msgspec
import pytest

from ledger.values import FrameKey, FrameKind
from projections.asking.texts import (
    ToldBy,
    ToldCause,
    ToldCode,
    ToldEvent,
    ToldOre,
    ToldOreOrUnknown,
    ToldRate,
    json_of,
    text_of,
    told_fields,
    written_type,
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
    names = [by.name for by in told_fields(Answer).values()]
    assert names == ["net_text", "left_text", "rate_text", "stage_text", "cause_text", "event_text"]


# --- As JSON --------------------------------------------------------------------------------------------------------


class Amounts(msgspec.Struct, frozen=True, omit_defaults=True):
    net_ore: ToldOre | None
    costs_ore: ToldOre | None = None


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group."""

    name: str
    stage: ToldCode
    amounts: tuple[Amounts, ...] | None = None
    by_name: dict[str, Amounts] = {}
    groups: tuple["Group", ...] = ()
    frame: FrameKey | None = None
    on: date | None = None


class Plain(msgspec.Struct, frozen=True):
    frame: FrameKey
    nets_ore: list[int]


def text(answer: msgspec.Struct) -> str:
    return json_of(answer).decode().replace("\u00a0", " ")


def test_a_text_stands_after_its_value() -> None:
    assert text(Amounts(1250, 100)) == '{"net_ore":1250,"net_text":"12,50 kr","costs_ore":100,"costs_text":"1 kr"}'


def test_a_text_is_there_when_its_value_is() -> None:
    assert text(Amounts(None)) == '{"net_ore":null,"net_text":null}'


def test_answers_are_written_inside_answers() -> None:
    inner = Group("inre", "proposed", frame=FrameKey("slk", FrameKind.OPERATING, 2026), on=date(2026, 1, 1))
    answer = Group("yttre", "decided", (Amounts(0),), {"a": Amounts(100)}, (inner,))
    written = msgspec.json.decode(json_of(answer))
    assert written["amounts"] == [{"net_ore": 0, "net_text": "0\u00a0kr"}]
    assert written["by_name"]["a"]["net_text"] == "1\u00a0kr"
    assert list(written) == ["name", "stage", "stage_text", "amounts", "by_name", "groups"]
    assert written["groups"][0]["on"] == "2026-01-01"
    assert written["groups"][0]["frame"]["unit"] == "slk"


def _cannot(value: object) -> str:
    raise KeyError(value)


class Untellable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text that cannot be told, and may be left out."""

    code: Annotated[str | None, ToldBy(_cannot)] = None


class Wider(Untellable, frozen=True, omit_defaults=True):
    more: str = ""


@pytest.mark.parametrize("answer", [Untellable, Wider])
def test_a_text_that_cannot_be_told_is_never_left_out(answer: type[Untellable]) -> None:
    assert text(answer()) == "{}"
    with pytest.raises(msgspec.ValidationError, match=r"KeyError"):
        json_of(answer("x"))
    with pytest.raises(msgspec.ValidationError, match=r"KeyError"):
        json_of(Several((answer("x"),)))


class Several(msgspec.Struct, frozen=True):
    answers: tuple[Untellable | None, ...]


def test_what_has_no_texts_is_written_as_it_is() -> None:
    answer = Plain(FrameKey("slk", FrameKind.OPERATING, 2026), [1, 2])
    assert written_type(Plain) is Plain
    assert json_of(answer) == msgspec.json.encode(answer)


def test_the_description_has_the_texts_too() -> None:
    _, described = msgspec.json.schema_components([written_type(Group)])
    assert list(described["Amounts"]["properties"])[:4] == ["net_ore", "net_text", "costs_ore", "costs_text"]
    assert described["Amounts"]["required"] == ["net_ore", "net_text"]
    assert described["Group"]["description"] == "A group."
