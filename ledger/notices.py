"""The closed list of warnings: what is noticed when a fact is recorded, and never blocks it."""

from typing import Final

WARNINGS: Final[dict[str, str]] = {
    "swallowed": (
        "Beslutet fattades före ramens senaste fastställande ({set_day}, position {set_position}) och ändrar därför "
        "inte ramen {frame} därefter."
    ),
    "outranked": "Planen för {frame} gäller inte: en budget för samma år är redan beslutad (position {set_position}).",
    "frame-not-set": "Ramen {frame} har inget känt utgångsvärde; bara ändringen är känd.",
    "gross-becomes-unknown": "{frame}: bruttot blir okänt, eftersom bara nettot ändras.",
    "plan-beyond-three-years": (
        "{year} ligger utanför den treåriga ekonomiska planen {first_year}–{last_year} (KL 11:6)."
    ),
    "control-total-differs": (
        "{frame}: dokumentet anger {of} {asserted}, uträknat blir det {calculated}, skillnad {difference}."
    ),
    "control-total-missing-side": "{frame}: dokumentet anger {of} {asserted}, men den sidan har inget känt belopp.",
    "basis-incomplete": "Underlaget saknar {missing}.",
    "decision-day-inferred": "Beslutsdagen är inte känd: {bounds}. Gränserna är {origin}: {reason}",
    "effective-before-decision": "Beslutet gäller från {effective_day}, före beslutsdagen {decided_day}.",
    "unit-not-there": "Enheten {unit} finns inte under {year}.",
    "rule-accepted": "Regeln {rule} frångicks av {who} med skälet ”{reason}”. {detail}",
}
"""The closed list of warnings: code and Swedish text. A warning never blocks and is never lost; it is stored as its
code and values, and this text is made when somebody reads it."""


class _Stored(dict[str, str]):
    """The values of a stored warning. One that an older version did not store is shown as missing, never a crash."""

    def __missing__(self, name: str) -> str:
        return "…"


def warning_text(code: str, values: dict[str, str]) -> str:
    """A warning as a reader sees it."""
    return WARNINGS[code].format_map(_Stored(values))
