"""A scene of the gallery: how something came about, and every refusal and warning that was told."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec

from api.catalogue.examples import swedish, yaml_text
from api.incoming.decision_file import read_text
from ledger.errors import Refusal, Refused
from ledger.events import Fact, FrameAdjusted, FrameDecided, family, stored_name
from ledger.log.entry import Recorded
from ledger.money import NO_BREAK_SPACE, amount_text
from ledger.recording import Command, rehearse
from ledger.rules.doubts.scale import out_of_scale
from ledger.values import Amount, Commitment, ControlOf, ControlTotal, FrameKind, NetAmount, PrintedTotal
from ledger.words import words
from ledger.words.notices import warning_text
from tests.given import AUTHOR, BUDGET, basis, key, money, opening
from tests.ledger.rules.scenario import Tried, When, given, past

FILE: Final = "beslut.yaml"
"""What the decision files of the gallery are called."""

CITY: Final = opening().facts
"""What stands at positions 1 to 4 where nothing else is said."""

_STANDS: Final = "Staden med enheterna ks, slk och sbk är registrerad på position 1–4."


class Scene(NamedTuple):
    """One reproducer. `before` and `tried` are texts to read; `status` is that of an HTTP answer, if there was one."""

    before: str
    tried: str
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    status: int | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of everything that was told."""
        return (*(refusal.code for refusal in self.refusals), *(code for code, _ in self.warnings))


# --- A decision file ----------------------------------------------------------------------------------------


def file_text(command: Command, ledger: str = "stad") -> str:
    """A command as the decision file that a controller would write."""
    tree = _fields(command)
    facts = words.field("facts")
    first = {words.field("ledger"): ledger, **{word: tree[word] for word in tree if word != facts}}
    return yaml_text({**first, facts: tree[facts]}, compact=True)


def _in_words(value: Any, name: str = "") -> Any:
    """A value in the words of a decision file, with amounts in kronor."""
    match value:
        case Fact():
            return {words.fact(family(stored_name(type(value)))): _fields(value)}
        case msgspec.Struct():
            return _fields(value)
        case tuple() if value and not isinstance(value[0], ControlTotal):
            return [_in_words(part, name) for part in value]
        case int() if name.endswith("_ore") and not isinstance(value, bool | Enum):
            return amount_text(value).replace(NO_BREAK_SPACE, " ")
        case _:
            return swedish(value, name)


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {
        words.field(field.name): _in_words(getattr(value, field.name), field.name)
        for field in msgspec.structs.fields(value)
        if (field.required or getattr(value, field.name) != field.default)
        and field.name not in getattr(value, "filled_in", ())
    }


def file_scene(text: str) -> Scene:
    """A decision file whose form is wrong."""
    try:
        read_text(text, FILE)
    except Refused as refused:
        return Scene("", f"{FILE}:\n{indented(text)}", refused.refusals)
    raise AssertionError("nothing is wrong with the form of this file")


# --- The rules ----------------------------------------------------------------------------------------------


def rule_scene(when: When) -> Scene:
    """What a row of the refusal or the warning table shows, as a file that is recorded. The file is read, and what the
    rules say about what was read is what the scene tells."""
    command = Command((when.tried.fact,), when.tried.on, when.tried.accept)
    text = file_text(command)
    tried = f"{FILE}:\n{indented(text)}"
    before = _recorded(when.tried.to.recorded)
    try:
        file = read_text(text, FILE)
    except Refused as refused:
        return Scene(before, tried, refused.refusals)
    again = _as_read(file.command, when.tried)
    refusals = tuple(file.in_order(map(_placed, again.verdict.refusals)))
    warnings = again.verdict.warnings if not refusals else ()
    return Scene(
        before,
        tried,
        refusals,
        tuple((warning.code, warning_text(warning.code, warning.values)) for warning in warnings),
    )


def totals_scenes() -> Iterator[Scene]:
    """The printed totals of a whole decision, which no single row can show."""
    yield _totals_scene(money(100_000_000_00, 20_000_000_00), ControlTotal(ControlOf.NET, "79,9 mnkr"))
    yield _totals_scene(NetAmount(1_00), ControlTotal(ControlOf.COSTS, "100 mnkr"))
    yield _scale_scene()
    yield _change_scene()
    yield _levels_scene()


def _totals_scene(amount: Amount, printed: ControlTotal) -> Scene:
    fact, totals = FrameDecided(key(), BUDGET, amount), (PrintedTotal(FrameKind.OPERATING, 2026, (printed,)),)
    receipt = rehearse(None, Command((*CITY, fact), basis(), frame_totals=totals), AUTHOR)
    warned = tuple((warning.code, warning.text) for warning in receipt.consequence.warnings)
    text = file_text(Command((fact,), basis(), frame_totals=totals))
    return Scene(_STANDS, f"{FILE}:\n{indented(text)}", warnings=warned)


def _scale_scene() -> Scene:
    """A budget in mnkr that is written as if it was in mdkr, after a plan for the same year."""
    held = tuple(FrameDecided(key(unit), Commitment.PLAN, money(100_000_000_00)) for unit in ("slk", "sbk"))
    facts = tuple(FrameDecided(key(unit), BUDGET, money(102_000_000_000_00)) for unit in ("slk", "sbk"))
    found = out_of_scale(given(*map(past, held)).state, facts)
    warned = tuple((warning.code, warning_text(warning.code, warning.values)) for _, warning in found)
    before = f"{_STANDS} Planen för 2026 är 100 mnkr för vardera enheten."
    return Scene(before, f"{FILE}:\n{indented(file_text(Command(facts, basis())))}", warnings=warned)


def _change_scene() -> Scene:
    """A change in tkr that is written as if it was in mnkr."""
    fact = FrameAdjusted(key(), money(10_000_000_000_00))
    found = out_of_scale(given(past(FrameDecided(key(), BUDGET, money(10_000_000_00)))).state, [fact])
    warned = tuple((warning.code, warning_text(warning.code, warning.values)) for _, warning in found)
    text = f"{FILE}:\n{indented(file_text(Command((fact,), basis())))}"
    return Scene(f"{_STANDS} Budgeten för 2026 är 10 mnkr för enheten.", text, warnings=warned)


def _levels_scene() -> Scene:
    """A budget for a board and for what is under it."""
    facts = FrameDecided(key("ks"), BUDGET, money(300_000_000_00)), FrameDecided(key(), BUDGET, money(200_000_000_00))
    receipt = rehearse(None, Command((*CITY, *facts), basis()), AUTHOR)
    warned = tuple((warning.code, warning.text) for warning in receipt.consequence.warnings)
    return Scene(_STANDS, f"{FILE}:\n{indented(file_text(Command(facts, basis())))}", warnings=warned)


def _as_read(command: Command, tried: Tried) -> When:
    if tried.together:
        return tried.to.when_together(*command.facts, on=command.basis, accept=command.accept, today=tried.today)
    return tried.to.when(command.facts[0], command.basis, accept=command.accept, today=tried.today)


def _placed(refusal: Refusal) -> Refusal:
    return refusal if (refusal.where or "").startswith(("basis", "accept")) else refusal.within("facts[0]")


def _recorded(entries: Iterable[Recorded]) -> str:
    """What was in the ledger before: the ordinary city is said in one line."""
    known = list(entries)
    if tuple(recorded.entry.fact for recorded in known[: len(CITY)]) == CITY:
        rest = known[len(CITY) :]
        start = _STANDS
    else:
        rest, start = known, "" if known else "Ingenting är registrerat."
    return "\n".join([start, *map(_entry, rest)] if start else map(_entry, rest))


def _entry(recorded: Recorded) -> str:
    basis = recorded.entry.basis
    decided = "utan beslutsunderlag" if basis is None else f"{basis.body}, {_day(basis.decided)}"
    conditions = "".join(f", villkor: {condition}" for condition in getattr(basis, "conditions", ()))
    facts = yaml_text([_in_words(recorded.entry.fact)], compact=True)
    return f"position {recorded.position} ({decided}{conditions}):\n{indented(facts)}"


def _day(decided: Any) -> str:
    if isinstance(decided, msgspec.Struct):
        return "beslutsdagen okänd"
    return str(decided)


def indented(text: str) -> str:
    """A text four spaces in."""
    return "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines()).rstrip("\n")


def told(problem: Mapping[str, Any]) -> Refusal:
    """A reason of an HTTP answer, as the refusal it came from."""
    return msgspec.convert({name: value for name, value in problem.items() if name != "title"}, Refusal)
