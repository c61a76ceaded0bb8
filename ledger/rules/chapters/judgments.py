"""Rules for judgments (R-56, D-13): what a court said, and what that does to the decision, are two things.

A judgment is never refused for what it does to a frame. What must be there is what makes it clear what that is. From
which day it takes money away is said in `ledger/meaning/later_acts.py` (`annulment_of`), which frames and the status of
decisions follow.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Final

from msgspec.structs import replace

from ledger.errors import Refusal
from ledger.events import AnnulledAmount, DissentRecorded, Fact, JudgmentEffect, JudgmentGiven, NamedProposal
from ledger.events.review import ANNULLING, JudgmentOutcome
from ledger.log.entry import case_tags
from ledger.looking.reached import annulled_frames, frames_touched
from ledger.looking.state import State
from ledger.meaning.effects import NOTHING, Sides, effects, sides
from ledger.meaning.flags import fallen_back
from ledger.meaning.frames import Flag, FrameFact, frames_on, in_order
from ledger.meaning.later_acts import Annulment, LaterActs, annulment_of, last_said, left_of
from ledger.meaning.placed import Claim, Situation, claim_in
from ledger.meaning.resting import resting_on_annulled
from ledger.money import amount_text
from ledger.values import RecordedWarning
from ledger.words import words
from ledger.words.labels import frame_label, reference_text


def judgment_shape(fact: JudgmentGiven) -> Iterator[Refusal]:
    """Annulled in part says how much of what, and nothing else does (class A)."""
    in_part = fact.does is JudgmentEffect.ANNULLED_IN_PART
    if in_part and not fact.annulled_amounts:
        detail = "Beslutet upphävs delvis, men det står inte vilka belopp som upphävs."
        right = "upphävda belopp, per ram; eller verkan på beslutet: beslutet står fast, när inget belopp berörs"
        yield Refusal("field-missing", detail, right=right, where="annulled_amounts")
    if fact.annulled_amounts and not in_part:
        does = words.value(fact.does)
        detail = f"Upphävda belopp anges bara när beslutet upphävs delvis. Här: {does}."
        yield Refusal("value-malformed", detail, does, right="utan upphävda belopp", where="annulled_amounts")


def judgment_refusals(state: State, fact: JudgmentGiven, situation: Situation) -> Iterator[Refusal]:
    """Of a court that tries another's judgment, the words do not tell what comes of the decision. And no more of an
    amount is annulled than there is (class A)."""
    yield from _without_ground(fact)
    before = _annulling(state, fact, situation)
    if fact.effect is None and before is not None:
        said = words.value(fact.outcome)
        in_part = before.does is JudgmentEffect.ANNULLED_IN_PART
        what = "en del av beslutet" if in_part else "beslutet"
        detail = (
            f"{before.court} upphävde {what} {before.given_on}. Av ”{said}” framgår inte vad som gäller för beslutet "
            "efter den här domen."
        )
        right = "verkan på beslutet: " + ", ".join(words.value(effect) for effect in JudgmentEffect)
        yield Refusal("field-missing", detail, said, right=right, where="effect")
    if fact.annulled_amounts and case_tags(fact.decision):
        there = state if situation.corrects is None else state.without(situation)
        meant = Annulment(fact.decision, fact.given_on, judgment=fact)
        for number, part in enumerate(fact.annulled_amounts):
            refusals = _too_much(there, meant, part, _other_parts(there, fact))
            yield from (refusal.within(f"annulled_amounts[{number}]") for refusal in refusals)


def _without_ground(fact: JudgmentGiven) -> Iterator[Refusal]:
    """D-13: the final day moves money, and is recorded with its ground (class B). It is never reckoned from the day of
    the judgment: when the parties were served only the court knows."""
    if fact.final_on is not None and fact.final_ground is None:
        detail = (
            f"Domen vann laga kraft {fact.final_on}, men det står inte på vilken grund. Dagen beror på när parterna "
            "delgavs, och kan inte räknas ut."
        )
        right = "grunden för dagen, som ”lagakraftbevis 2026-09-03”; eller domen utan den dagen tills den är känd"
        yield Refusal("final-day-without-ground", detail, str(fact.final_on), right=right, where="final_ground")


_ANNULS: Final = (JudgmentOutcome.ANNULLED, JudgmentOutcome.ANNULLED_IN_PART)
"""What a court says when it annuls what it tries."""


def contradiction(state: State, fact: JudgmentGiven, situation: Situation) -> Iterator[RecordedWarning]:
    """D-13: what the first court says of a decision is what comes of it. Only where another court has annulled the
    decision before can the two differ: who refuses an appeal against that lets it stand annulled."""
    annuls, said = fact.does in ANNULLING, fact.outcome in _ANNULS
    if annuls != said and _annulling(state, fact, situation) is None:
        values = {"court": fact.court, "outcome": words.value(fact.outcome), "effect": words.value(fact.does)}
        yield RecordedWarning("judgment-contradicts-itself", values)


def after_final(state: State, fact: JudgmentGiven, situation: Situation) -> Iterator[RecordedWarning]:
    """D-13: a final judgment is tried by no other court. Of two that say otherwise, where the first is recorded as
    final before the other was given, one day or effect is wrong; the final one counts."""
    for position, other in _others(state, fact, situation):
        if fact.is_same(other):
            continue
        first, later = sorted((fact, other), key=lambda judgment: judgment.given_on)
        differ = (first.does in ANNULLING) != (later.does in ANNULLING) and _same_clause(first, later)
        if differ and first.final_on is not None and first.final_on < later.given_on:
            days = {"final_day": str(first.final_on), "day": str(later.given_on)}
            courts = {"court": first.court, "other": later.court, "entry_position": str(position)}
            yield RecordedWarning("judgment-after-final", days | courts)
            return


def said_otherwise(state: State, fact: JudgmentGiven, situation: Situation) -> Iterator[RecordedWarning]:
    """D-13: a judgment does not change. Recorded again it may have become final; what else it says now that it did not
    say then is a recording error, in one place or the other."""
    known = _others(state, fact, situation)
    before = [(position, other) for position, other in known if fact.is_again(other) and _is_of_same(fact, other)]
    for position, other in before[-1:]:
        lost = other.final_on is not None and other.final_on != fact.final_on
        if lost or (fact.does, fact.annulled_amounts) != (other.does, other.annulled_amounts):
            final = f"slutlig {other.final_on}" if other.final_on is not None else "inte slutlig"
            former = f"{words.value(other.does)}, {final}"
            values = {"court": fact.court, "day": str(fact.given_on), "former": former}
            yield RecordedWarning("judgment-said-otherwise", values | {"entry_position": str(position)})


def effect_not_said(state: State, fact: JudgmentGiven, situation: Situation) -> Iterator[RecordedWarning]:
    """D-13: of a later judgment that was recorded before this one, the words alone were taken for what comes of the
    decision. A court that lets an annulment stand says the same words."""
    if fact.does not in ANNULLING:
        return
    for position, later in _others(state, fact, situation):
        is_open = later.effect is None and later.does not in ANNULLING
        if is_open and later.given_on > fact.given_on and _same_clause(fact, later):
            values = {"court": fact.court, "day": str(fact.given_on), "other": later.court}
            said = {"later_day": str(later.given_on), "outcome": words.value(later.outcome)}
            yield RecordedWarning("judgment-effect-not-said", values | said | {"entry_position": str(position)})
            return


def _others(state: State, fact: JudgmentGiven, situation: Situation) -> list[tuple[int, JudgmentGiven]]:
    """The judgments on the same decision that are there already, with their positions, but for one that is
    corrected."""
    known = [(placed.position, placed.fact) for placed in state.placed.get(fact.subjects()[0], ())]
    return [
        (position, other)
        for position, other in known
        if position != situation.corrects and isinstance(other, JudgmentGiven)
    ]


def _is_of_same(one: JudgmentGiven, other: JudgmentGiven) -> bool:
    """Whether what two entries of a judgment say is of the same thing: not of two days or clauses, nor of a clause that
    is annulled and of the whole, which is not."""
    days = {each.decision.decided_on for each in (one, other)} - {None}
    if len(days) > 1 or not _same_clause(one, other):
        return False
    narrow, wide = sorted((one, other), key=lambda judgment: judgment.decision.clause is None)
    is_of_the_rest = narrow.does in ANNULLING and wide.does is not JudgmentEffect.ANNULLED
    return narrow.decision.clause == wide.decision.clause or not is_of_the_rest


def _annulling(state: State, fact: JudgmentGiven, situation: Situation) -> JudgmentGiven | None:
    """The last judgment before this one, of those on the same decision, when it annulled the decision."""
    known = [other for _, other in _others(state, fact, situation)]
    earlier = [other for other in known if other.given_on <= fact.given_on and _same_clause(other, fact)]
    earlier = [other for other in earlier if not fact.is_same(other)]
    last = max(last_said(earlier), key=lambda other: other.given_on, default=None)
    return last if last is not None and last.does in ANNULLING else None


def _same_clause(one: JudgmentGiven, other: JudgmentGiven) -> bool:
    return None in (one.decision.clause, other.decision.clause) or one.decision.clause == other.decision.clause


def _other_parts(state: State, fact: JudgmentGiven) -> list[Annulment]:
    """What other judgments annul of decisions' amounts: not this one, recorded before."""
    others = state.later_acts.in_part
    return [other for other in others if other.judgment is None or not fact.is_again(other.judgment)]


def _too_much(
    state: State, meant: Annulment, part: AnnulledAmount, others: Sequence[Annulment] = ()
) -> Iterator[Refusal]:
    """A part that is not one of what the decision gave the frame, or is more than the `others` leave of that. A
    decision that is not recorded is not known."""
    given = [known for tag in annulled_frames(state, meant) for known in state.of_frame(tag) if _hit(meant, known)]
    own = [known for known in given if known.frame == part.frame]
    label, decision = frame_label(part.frame), reference_text(meant.decision)
    if len(own) > 1:
        clauses = ", ".join(sorted({str(known.clause) for known in own}))
        detail = (
            f"Beslutet ({decision}) ändrar {label} flera gånger (att-sats {clauses}): det framgår inte vad domen rör."
        )
        yield Refusal("field-missing", detail, right="beslutet med sin att-sats, en dom för varje", where="frame")
        return
    left = left_of(own[0].sides, part.frame, [other for other in others if _hit(other, own[0])]) if own else NOTHING
    if given and not (own and _within(sides(part.amount), left)):
        told = _told(sides(part.amount))
        decided = _told(left) if own else "ingenting"
        whole = not own or left == own[0].sides
        gave = f"gav ramen {decided}" if whole else f"har {decided} kvar till ramen efter andra domar"
        detail = f"Domen upphäver {told} av {label}, men beslutet ({decision}) {gave}."
        yield Refusal("annulled-amount-exceeds", detail, told, decided, right="högst det som beslutades")


def beyond_annulled(before: State, after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, Refusal]]:
    """What leaves a decision with less than a judgment has annulled of it, or with two amounts of which nobody knows
    which one the judgment is about: each with the number of the fact that does (class A). No more than what is there
    can be annulled. A judgment on a decision with neither case nor paragraph is not measured, here or when it comes."""
    for number, claim in enumerate(claims):
        basis, latest = claim.situation.basis, claim.situation.decided.latest
        if not after.later_acts.in_part or claim.fact is None or basis is None:
            continue
        frames = {effect.frame for effect in effects(claim.fact)}
        for annulment in after.later_acts.in_part:
            if not (frames and case_tags(annulment.decision) and annulment.hits(basis, latest)):
                continue
            others = [other for other in after.later_acts.in_part if other is not annulment]
            for part in (part for part in annulment.parts if part.frame in frames):
                was = [*_too_much(before, annulment, part, others)]
                right = f"domen, posten {annulment.position}, rättad först: högst det som finns kvar kan upphävas"
                now = _too_much(after, annulment, part, others)
                yield from ((number, replace(each, right=right, where=None)) for each in now if each not in was)


def on_annulled(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """What is recorded on a decision that a court has annulled already: it counts no longer than until then."""
    basis, latest = situation.basis, situation.decided.latest
    if basis is None or isinstance(fact, DissentRecorded | NamedProposal):
        return
    hit = [annulment for annulment in state.later_acts.annulments if annulment.hits(basis, latest)]
    first = min(hit, key=lambda annulment: annulment.final_on, default=None)
    if first is not None and not _was_hit(state, first, situation):
        values = {"decision": reference_text(first.decision), "day": str(first.final_on)}
        yield RecordedWarning("decision-annulled-already", values | {"entry_position": str(first.position)})


def _was_hit(state: State, annulment: Annulment, situation: Situation) -> bool:
    """Whether what is corrected rests on the same annulled decision, so that nothing about that is new."""
    target = None if situation.corrects is None else state.targets.get(situation.corrects)
    claim = None if target is None else claim_in(target).situation
    return claim is not None and claim.basis is not None and annulment.hits(claim.basis, claim.decided.latest)


def left_by_judgments(after: State, claims: Sequence[Claim]) -> Iterator[tuple[int, RecordedWarning]]:
    """The corrections that take a decision out of reach of a judgment that annuls it, each with its number: its day or
    its name is another then, and the judgment names the old one."""
    for number, claim in enumerate(claims):
        corrects, basis = claim.situation.corrects, claim.situation.basis
        target = None if corrects is None else after.targets.get(corrects)
        if target is None or claim.fact is None or basis is None:
            continue
        for annulment in (*after.later_acts.annulments, *after.later_acts.in_part):
            is_hit = annulment.hits(basis, claim.situation.decided.latest)
            if not is_hit and _was_hit(after, annulment, claim.situation):
                values = {"decision": reference_text(annulment.decision), "entry_position": str(annulment.position)}
                yield number, RecordedWarning("judgment-about-former-name", values)


def _hit(meant: Annulment, known: FrameFact) -> bool:
    return known.basis is not None and meant.hits(known.basis, known.decided_latest)


def _within(part: Sides, whole: Sides) -> bool:
    """Whether each side of a part lies between nothing and the whole; the net only where a side is not known."""
    gross = [(part.costs_ore, whole.costs_ore), (part.revenues_ore, whole.revenues_ore)]
    known = all(ore is not None for pair in gross for ore in pair)
    pairs = gross if known else [(part.net_ore, whole.net_ore)]
    return all(a is None or b is None or min(0, b) <= a <= max(0, b) for a, b in pairs)


def _told(figures: Sides) -> str:
    return "ett okänt belopp" if figures.net_ore is None else f"{amount_text(figures.net_ore)} netto"


def dependants(state: State, fact: Fact, situation: Situation) -> Iterator[RecordedWarning]:
    """R-56: what rests on what a judgment annuls, and is not undone with it, and what waits again for what that met or
    decided; what rested on other annulments before is told already."""
    annulment = annulment_of(fact)
    if annulment is None:
        return
    before, after = state.later_acts, state.after(Claim(fact, situation, situation.position)).later_acts
    for facts in _near(state, fact, annulment):
        told, rests = _told_of(facts, before), _told_of(facts, after)
        yield from (RecordedWarning(flag.code, flag.values) for place, flag in rests.items() if place not in told)


def _told_of(facts: Sequence[FrameFact], later_acts: LaterActs) -> dict[tuple[str, tuple[int, ...]], Flag]:
    """What rests on annulled decisions among some facts, by the frame and the entries that it is told of."""
    rests = chain.from_iterable(resting_on_annulled(facts, later_acts, date.max).values())
    waits = (flag for frame in frames_on(facts, later_acts, date.max) for flag in fallen_back(frame, later_acts))
    return {(flag.values["frame"], flag.positions): flag for flag in (*rests, *waits)}


def _near(state: State, fact: Fact, annulment: Annulment) -> Iterator[list[FrameFact]]:
    """What is known of the frames that a decision is about, in all its clauses, and of those that wait for what it met
    or decided: each year for itself, in order of frame."""
    whole = Annulment(replace(annulment.decision, clause=None), annulment.final_on, judgment=annulment.judgment)
    years: dict[int, list[FrameFact]] = {}
    for tag in dict.fromkeys((*annulled_frames(state, whole), *frames_touched(state, fact))):
        for known in state.of_frame(tag):
            years.setdefault(known.year, []).append(known)
    yield from (in_order(facts) for facts in years.values())
