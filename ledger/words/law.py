"""The rules of law that the ledger knows: for which years each holds, by what source, and how sure we are of it.

The one place for that is `swedish/law.toml`. What a rule of law says is said only for the years in which it holds: by
its codes (`ledger/rules/in_its_years.py`), or by the rule that is asked for by its name where a figure is reckoned.
"""

import re
from enum import StrEnum
from importlib.resources import files
from typing import Final

import msgspec

from ledger.when import LAST_YEAR, Year


class Certainty(StrEnum):
    """How sure we are that a rule is what we say: its wording, or a public body's account of it, was read; it is own
    knowledge; or it is our decision, where the law leaves it open."""

    READ = "V"
    KNOWN = "K"
    DECIDED = "D"


class CountedBy(StrEnum):
    """Which year decides whether a rule holds."""

    BUDGET_YEAR = "budget-year"
    ACCOUNTS_YEAR = "accounts-year"
    DECISION = "year-of-decision"


class RuleOfLaw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of law. `rule` is its number in `ledger/rules/README.md`, `section` as it is cited (KL unless another
    act is named), `says` the rule in a sentence, and `source` what our words rest on. It holds for the years from
    `first_year` up to and including `last_year`. `refuses` are the codes of the refusals that it gives, which an
    organisation may only warn about instead, and `warns` those of its warnings."""

    rule: str
    section: str
    says: str
    source: str
    certainty: Certainty
    first_year: Year
    counted_by: CountedBy
    last_year: Year = LAST_YEAR
    refuses: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()

    def holds_in(self, year: int) -> bool:
        """Whether the rule holds for a year.

        >>> LAW["group-companies"].holds_in(2024), LAW["group-companies"].holds_in(2025)
        (False, True)
        """
        return self.first_year <= year <= self.last_year

    @property
    def validity(self) -> str:
        """The years as they are printed: `2010–2023`, `från 2025`."""
        return f"från {self.first_year}" if self.last_year == LAST_YEAR else f"{self.first_year}–{self.last_year}"

    @property
    def cited(self) -> str:
        """The section as a text names it: `KL 11:14`."""
        return self.section if self.section.startswith(("lag", "LKBR")) else f"KL {self.section}"


LAW: Final = msgspec.toml.decode(
    files(__package__ or "").joinpath("swedish", "law.toml").read_bytes(), type=dict[str, RuleOfLaw]
)
"""Every rule of law by its name, in the order of the rules."""

SPEAKING: Final = {
    code: tuple(rule for rule in LAW.values() if code in (*rule.refuses, *rule.warns))
    for spoken in LAW.values()
    for code in (*spoken.refuses, *spoken.warns)
}
"""The rules of law that speak by a code, of whichever years."""

REFUSED_BY_LAW: Final = {
    code: ", ".join(rule.cited for rule in SPEAKING[code]) for spoken in LAW.values() for code in spoken.refuses
}
"""Rules of class B whose source is law, with the sections: an organisation can be warned, and never not told (D-14)."""

THIS_ACT: Final = 2018
"""The first year of the act that `KL` stands for (2017:725); before that the former one (1991:900) said the same."""

_CITED: Final = re.compile(r"\(KL (?=\d)")


def in_its_act(text: str, year: int) -> str:
    """A text that cites the act in brackets, as it is said of a year: before 2018 by the former act, whose sections had
    other numbers, with where the same stands now.

    >>> in_its_act("10 kr saknar finansiering (KL 11:15).", 2016)
    '10 kr saknar finansiering (kommunallagen 1991:900, nu KL 11:15).'
    """
    return text if year >= THIS_ACT else _CITED.sub("(kommunallagen 1991:900, nu KL ", text)
