"""What an entry's document says of its figures: what speaks for the log where it and a read model differ."""

from collections.abc import Iterator

from ledger.events import Fact
from ledger.log.entry import Recorded
from ledger.meaning.effects import effects
from ledger.meaning.placed import claim_in, inner_facts
from ledger.money import amount_text, parse_amount
from ledger.rules.chapters.frames import nearest, side
from ledger.words import words
from ledger.words.labels import frame_label


def printed_evidence(recorded: Recorded) -> Iterator[str]:
    """For each figure that the document prints of what an entry decides, whether the entry's own amount agrees with it
    within its precision; and that nothing is printed, when nothing is."""
    fact = claim_in(recorded).fact
    inner = [] if fact is None else [within for within, _, _ in inner_facts(fact)]
    told = [said for within in inner for said in _of_fact(within)]
    yield from told or ("Posten har ingen tryckt summa att jämföra med.",)


def _of_fact(fact: Fact) -> Iterator[str]:
    effect = next(reversed(effects(fact)), None)
    for total in getattr(fact, "printed", ()) if effect is not None else ():
        calculated = None if effect is None else side(effect.sides, total.of)
        if effect is None or calculated is None:
            continue
        printed = parse_amount(total.printed)
        beyond = abs(nearest(printed.ore, calculated) - calculated)
        agrees = beyond <= printed.half_unit_ore * (1 + (total.addends or 0))
        named = f"{frame_label(effect.frame)}, {words.field(total.of)}"
        verdict = "stämmer med händelsen" if agrees else "stämmer inte med händelsen"
        yield f"{named}: dokumentets {total.printed} {verdict}, som har {amount_text(calculated)}."
