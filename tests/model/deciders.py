"""What boards and officers decide, drawn: few bodies, projects and amounts, so that limits are reached, to the öre.

The council sets no frame of theirs, so that the law has nothing to say of it; but the council, or a board within its
own right, says who decides and how much.
"""

from datetime import date
from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.events import ClauseDecided, ClauseOutcome, FrameAdjusted, FrameDecided, FrameTransferred
from ledger.events.policy import AmountLimit, BodyKind, BodyRegistered, CompetenceDecided
from ledger.values import Basis, Commitment
from tests.given import SOURCE
from tests.model.book import NOTHING, Body, Book, Claim, Inner, Rule
from tests.model.competence import margins
from tests.model.draws import DAYS, TEXTS, decision, grounds, judgments, plain
from tests.model.money import seldom
from tests.projections.random_ledgers import amount_of, key_of
from tests.projections.said import Figures, Frame, Moved, Said

COUNCIL: Final = "KF"
BOARD: Final = "Byggnadsnämnden"
OTHER: Final = "Ledningsnämnden"
OFFICER: Final = "Parkchefen"
SHORT: Final = "BN"
"""What the board is registered to be called beside, when it is."""

PROJECTS: Final = (
    Frame("sbk", "park", "investment", 2026),
    Frame("sbk", "park", "investment", 2027),
    Frame("sbk", "bro", "investment", 2026),
    Frame("slk", "park", "investment", 2026),
)
"""The park of the one unit is one project, whichever year its money is for; that of the other unit is another."""

MOST: Final = (99, 100)
"""The limits, in öre."""

_ORE: Final = (1, 39, 40, 59, 60, 61, 99, 100, 101)
_RULED: Final = (*("frame-adjusted",) * 5, "frame-decided", "frame-transferred", "competence-decided")
_PROVIDED: Final = f"{BOARD}s delegationsordning"

_a_project = st.sampled_from((PROJECTS[0], PROJECTS[0], *PROJECTS))


@st.composite
def _gives(draw: st.DrawFn, *, may_set: bool) -> Inner:
    """A project is given money, or loses some; some is moved to another one, which may be the same."""
    frame, costs, receipts = draw(_a_project), draw(st.sampled_from(_ORE)), draw(st.sampled_from((0, 0, 0, 3)))
    how = draw(st.sampled_from((*("more",) * 5, "less", "move", *(("set",) if may_set else ()))))
    if how in ("more", "less"):
        return given(frame, -costs if how == "less" else costs, receipts, only_net=draw(seldom))
    amount, figures = amount_of(frame, costs, receipts, only_net=draw(seldom))
    if how == "set":
        return Inner(FrameDecided(key_of(frame), Commitment.BUDGET, amount), (Moved(frame, "budget", figures),))
    source, target = PROJECTS[0], PROJECTS[2]
    away = Figures(*(None if ore is None else -ore for ore in figures))
    moved = (Moved(source, None, away), Moved(target, None, figures))
    return Inner(FrameTransferred(key_of(source), key_of(target), amount), moved, finds=True)


def given(frame: Frame, costs: int, receipts: int = 0, *, only_net: bool = False) -> Inner:
    """A project is given so much more, or less."""
    amount, figures = amount_of(frame, costs, receipts, only_net=only_net)
    return Inner(FrameAdjusted(key_of(frame), amount), (Moved(frame, None, figures),))


@st.composite
def grounds_of(draw: st.DrawFn, body: str) -> tuple[Basis, Said]:
    """What a body decides on; an officer may cite by what right, most often on days of the same year."""
    cited = draw(st.sampled_from((None, _PROVIDED))) if body == OFFICER else None
    return draw(grounds(draw(st.sampled_from((DAYS[2:], DAYS))), body, cited))


@st.composite
def spending(draw: st.DrawFn, beside: Claim | None = None) -> list[Claim]:
    """What a board, or an officer in its place, gives projects in one decision, which may be another clause of one that
    is there; now and then by a clause that is an entry of its own. An officer sets nothing: who is not registered could
    be the council misspelt, as far as the ledger knows."""
    body = draw(st.sampled_from((BOARD, BOARD, BOARD, OFFICER, OFFICER, OTHER)))
    basis, said = draw(grounds_of(body))
    if beside is not None and beside.basis is not None:
        clause = draw(st.sampled_from((None, 1, 2, 3)))
        basis, said, body = replace(beside.basis, clause=clause), beside.said._replace(clause=clause or 0), OFFICER
    every = draw(st.lists(_gives(may_set=body != OFFICER), min_size=1, max_size=3))
    if draw(st.integers(0, 5)):
        return [decision(basis, said, drawn) for drawn in every]
    fact = ClauseDecided(ClauseOutcome.APPROVED, "att anslå", facts=tuple(drawn.fact for drawn in every))
    return [Claim(fact, basis, said, "clause", "", tuple(every), outcome=fact.outcome.value, wording=fact.wording)]


@st.composite
def to_a_limit(draw: st.DrawFn, book: Book, beside: Claim | None, *by: str) -> Claim:
    """What a body gives one project: as much as it may where it has a limit, or one öre more."""
    body = draw(st.sampled_from(by or (BOARD, BOARD, OFFICER, OFFICER, OTHER)))
    basis, said = draw(grounds_of(body))
    if not by and beside is not None and beside.basis is not None and draw(st.booleans()):
        basis, said = replace(beside.basis, clause=3), beside.said._replace(clause=3)
    there = () if beside is None else tuple(moved.frame for moved in beside.moves)
    frame, more = draw(st.sampled_from((PROJECTS[0], *there, *there, *PROJECTS))), draw(st.sampled_from((0, 0, 1)))
    least = decision(basis, said, given(frame, 1))
    left = [1 - margin.over for margin in margins(book, least)]
    return decision(basis, said, given(frame, max(min(left, default=99) + more, 1)))


@st.composite
def shared(draw: st.DrawFn) -> list[Claim]:
    """What comes before a board goes to its limit: who decides, and what its officer or another board has given."""
    body = draw(st.sampled_from((OFFICER, OFFICER, OTHER)))
    basis, said = draw(grounds_of(body))
    used = decision(basis, said, given(draw(_a_project), draw(st.sampled_from((39, 40, 59)))))
    return [draw(rules(None, rightly=True)), draw(rules(BOARD, rightly=True)), used]


@st.composite
def rules(draw: st.DrawFn, *own: str | None, rightly: bool = False) -> Claim:
    """Who decides an event, and how much. The council says so between boards, and a board for its officer; or somebody
    does who has no right to, or nobody."""
    event = "frame-adjusted" if rightly else draw(st.sampled_from(_RULED))
    within = own[0] if own else draw(st.sampled_from((None, None, None, BOARD, BOARD, BOARD, OTHER)))
    boards = st.sampled_from(((), (), (COUNCIL, BOARD), (COUNCIL, BOARD, OTHER), (COUNCIL, OTHER, BOARD), (BOARD,)))
    bodies = (OFFICER,) if within else draw(boards)
    anybody = st.sampled_from((BOARD, BOARD, OFFICER, OTHER, SHORT))
    held = (
        draw(anybody)
        if not bodies or (draw(seldom) and not rightly)
        else draw(st.sampled_from([body for body in bodies if body != COUNCIL]))
    )
    limits = () if draw(seldom) else (draw(_limit(held)),)
    since = draw(st.sampled_from((None, None, None, None, date(2026, 1, 1), date(2026, 6, 1))))
    basis, said = draw(_said_by(within or COUNCIL, rightly=rightly))
    fact = CompetenceDecided(event, bodies, limits, within, applies_from=since)
    naive_limits = tuple((plain(each.body), each.per_decision_ore, each.per_project_year_ore) for each in limits)
    rule = Rule(event, tuple(map(plain, bodies)), naive_limits, None if within is None else plain(within), since)
    wrong = {"field-missing" for _, once, in_year in naive_limits if once is None and in_year is None}
    wrong |= {"value-malformed" for body, _, _ in naive_limits if rule.bodies and body not in rule.bodies}
    return Claim(fact, basis, said, "rule", wrong=frozenset(wrong), own=rule)


@st.composite
def _limit(draw: st.DrawFn, body: str) -> AmountLimit:
    once, in_year = draw(st.sampled_from(((MOST[1], None), (None, MOST[1]), (MOST[0], 160), (None, MOST[0]))))
    return AmountLimit(body, None if draw(seldom) else once, in_year)


@st.composite
def _said_by(draw: st.DrawFn, right: str, *, rightly: bool) -> tuple[Basis | None, Said]:
    """Most often by the right body, and early; `rightly`: always, on a day that is known, and on no condition."""
    if rightly:
        text, paragraph = draw(st.sampled_from(TEXTS))
        day = draw(st.sampled_from(DAYS[:2]))
        return Basis(right, day, SOURCE, None, text), Said((), day, day, paragraph, body=plain(right))
    how = draw(st.integers(0, 9))
    if how == 0:
        return None, NOTHING._replace(grounded=False)
    body = draw(st.sampled_from((COUNCIL, BOARD, OTHER, OFFICER))) if how == 1 else right
    return draw(grounds(draw(st.sampled_from((DAYS[:2], DAYS))), body))


@st.composite
def bodies(draw: st.DrawFn, *, rightly: bool = False) -> Claim:
    """A body is registered: a board, perhaps with another name, or an officer who decides in its place."""
    basis, said = draw(_said_by(COUNCIL, rightly=rightly))
    since = draw(st.sampled_from((None, None, DAYS[2])))
    every = ((OFFICER, None, ()), (OFFICER, None, ()), (BOARD, "sbk", (SHORT,)), (OTHER, "slk", ()))
    body, unit, also = draw(st.sampled_from(every))
    kind = BodyKind.DELEGATE if body == OFFICER else BodyKind.BOARD
    fact = BodyRegistered(body, kind, unit, since, also)
    own = Body(tuple(map(plain, (body, *also))), body == OFFICER, since)
    return Claim(fact, basis, said, "body", own=own, units=(unit,) if unit else ())


order = st.one_of(rules(), rules(), rules(), bodies())
"""What the organisation says about who decides."""


@st.composite
def order_before(draw: st.DrawFn) -> list[Claim]:
    """What it had said when a story begins, rightly: most often of changes, so that there is something to hold to."""
    said = [draw(bodies(rightly=True)) for _ in range(draw(st.integers(0, 2)))]
    if draw(st.booleans()):
        return [*said, draw(rules(None, rightly=True)), draw(rules(BOARD, rightly=True))]
    return [*said, *(draw(rules(rightly=True)) for _ in range(draw(st.integers(0, 2))))]


@st.composite
def delegated_before(draw: st.DrawFn) -> Claim:
    """What an officer had decided in a board's place when a story begins, with a paragraph and a day, and citing it."""
    (text, paragraph), day = draw(st.sampled_from(TEXTS[1:])), draw(st.sampled_from(DAYS[1:3]))
    cited = draw(st.sampled_from((_PROVIDED, _PROVIDED, None)))
    basis = Basis(OFFICER, day, SOURCE, None, text, 1, delegation=cited)
    said = Said((), day, day, paragraph, 1, body=plain(OFFICER), delegated=cited is not None)
    return decision(basis, said, given(draw(_a_project), draw(st.sampled_from(_ORE))))


judged: st.SearchStrategy[Claim] = st.sampled_from((BOARD, BOARD, OFFICER)).flatmap(
    lambda body: judgments(body, PROJECTS)
)
"""A judgment on what boards and officers decide."""
