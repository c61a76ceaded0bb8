"""R-12 over what a correction leaves of a decision: what is corrected, or taken back, may be what one of its other rows
was paid with, or an other decision of the same body; or what the council is said to have set, and a board has divided.
Asked of the whole command, since two corrections may need each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from ledger.errors import Refusal
from ledger.events import AnyFact, RecordingErrorCorrected
from ledger.looking.state import State
from ledger.meaning.effects import effects
from ledger.meaning.placed import Claim, claim_in
from ledger.meaning.same_decision import DecisionName
from ledger.meaning.spending import in_paragraph
from ledger.money import amount_text
from ledger.rules.competence import raised_in
from ledger.rules.councils import by_council, council_lines, is_kept_by_law
from ledger.rules.deciders.own_sum import lowered_by, made_of
from ledger.values import FrameKind
from ledger.words import words
from ledger.words.law import in_its_act


def raised_by_corrections(
    before: State, after: State, facts: Sequence[AnyFact], claims: Sequence[Claim]
) -> Iterator[tuple[int, Refusal]]:
    """The corrections, by their number, that leave a decision of another body than the council raising the total of
    what the council has set, or raising it by more, from the states before and after all of the command. What a
    correction raises by its own new amount is told of that."""
    corrections = [(number, fact) for number, fact in enumerate(facts) if isinstance(fact, RecordingErrorCorrected)]
    if not corrections or not is_kept_by_law(after):
        return
    told = list(_raised_by_what_is_left(before, after, corrections, claims))
    yield from ((number, _refusal(*each)) for number, each in told)
    yield from _beyond_what_is_set(before, after, corrections, claims, {(*each[:3],) for _, each in told})


_Told = tuple[str, FrameKind, int, int]
"""A body, what it raises, of which year, and by how much in öre."""


def _raised_by_what_is_left(
    before: State, after: State, corrections: Sequence[tuple[int, RecordingErrorCorrected]], claims: Sequence[Claim]
) -> Iterator[tuple[int, _Told]]:
    """What is left of decisions that are corrected themselves."""
    seen = set[DecisionName]()
    for number, fact in corrections:
        target = after.targets.get(fact.corrects)
        claim = None if target is None else claim_in(target)
        if claim is None or (there := claim.situation).basis is None or there.decision is None:
            continue
        paragraph = after.named(there.decision).whole()
        if paragraph in seen or by_council(after, there.basis.body, there.decided.latest):
            continue
        seen.add(paragraph)
        if not _raises_itself(claims, paragraph):
            was, now = (raised_in(state, council_lines(state), paragraph, (claim,)) for state in (before, after))
            for (kind, year), ore in now.items():
                unpaid = ore - lowered_by(after, there, (kind, year))
                if unpaid > max(was[kind, year], 0):
                    yield number, (there.basis.body, kind, year, unpaid)


def _beyond_what_is_set(
    before: State,
    after: State,
    corrections: Sequence[tuple[int, RecordingErrorCorrected]],
    claims: Sequence[Claim],
    told: Collection[tuple[str, FrameKind, int]],
) -> Iterator[tuple[int, Refusal]]:
    """What other decisions than the corrected one come to, when the council is said to have set less, or a body to have
    lowered less before it raised something."""
    seen = set(told)
    for number, fact in corrections:
        tags = [tag for tag in (*fact.affected_tags, *fact.tags()) if tag.startswith("frame:")]
        for tag in dict.fromkeys(tags):
            facts = [*before.of_frame(tag), *after.of_frame(tag)]
            bodies = dict.fromkeys(known.basis.body for known in facts if known.basis is not None)
            for body in bodies:
                asked = (body, facts[0].kind, facts[0].year)
                if asked in seen or by_council(after, body, max(known.decided_latest for known in facts)):
                    continue
                seen.add(asked)
                was, now = (made_of(state, body, asked[1:]) for state in (before, after))
                if now > max(was, 0) and not _raises_itself_as(claims, body):
                    yield number, _left_beyond(body, asked[1], asked[2], now)


def _raises_itself_as(claims: Iterable[Claim], body: str) -> bool:
    """Whether what a command claims anew as a body raises something by itself: that is told of what it claims."""
    mine = (claim for claim in claims if claim.situation.basis and claim.situation.basis.body == body and claim.fact)
    return any(sum(effect.sides.net_ore or 0 for effect in effects(claim.fact)) > 0 for claim in mine if claim.fact)


def _left_beyond(body: str, kind: FrameKind, year: int, ore: int) -> Refusal:
    detail = (
        f"Med rättelsen är det som {body} har beslutat för {words.value(kind)} {year} {amount_text(ore)} mer netto än "
        "det som fullmäktige har fastställt. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    right = f"en rättelse också av det som {body} har beslutat, i samma fil, eller ett godtagande av regeln med skäl"
    return Refusal("total-raised-by-other-body", detail, body, right=right)


def _raises_itself(claims: Iterable[Claim], paragraph: DecisionName) -> bool:
    """Whether what a command claims anew on a decision raises something by itself."""
    on_it = (claim.fact for claim in claims if claim.fact and in_paragraph(claim.situation.decision, paragraph))
    return any(sum(effect.sides.net_ore or 0 for effect in effects(fact)) > 0 for fact in on_it)


def _refusal(body: str, kind: FrameKind, year: int, ore: int) -> Refusal:
    detail = (
        f"Med rättelsen höjer {body} summan av det som fullmäktige har fastställt för {words.value(kind)} {year} med "
        f"{amount_text(ore)} netto. Fullmäktige höjer ensam summan av ramarna (KL 5:1, 5:2)."
    )
    right = "en rättelse också av det som höjer, i samma fil, eller ett beslut av fullmäktige"
    return Refusal("total-raised-by-other-body", in_its_act(detail, year), body, right=right)
