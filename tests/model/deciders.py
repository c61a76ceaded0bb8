"""What boards and officers decide, drawn: few bodies, projects and amounts, so that limits are reached, to the öre.

The council sets no frame of theirs, so that the law has nothing to say of it; but the council, or a board within its
own right, says who decides and how much.
"""

from datetime import date
from typing import Final

from hypothesis import strategies as st

from ledger.events import ClauseDecided, ClauseOutcome, FrameAdjusted, FrameDecided, FrameTransferred
from ledger.events.policy import AmountLimit, BodyKind, BodyRegistered, CompetenceDecided
from ledger.values import Basis, Commitment
from tests.model.book import NOTHING, Body, Claim, Inner, Rule
from tests.model.draws import DAYS, decision, grounds, judgments, plain
from tests.model.money import seldom
from tests.projections.naive import Figures, Frame, Moved, Said
from tests.projections.random_ledgers import amount_of, key_of

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
    how = draw(st.sampled_from(("more", "more", "more", "less", "move", *(("set",) if may_set else ()))))
    costs = -costs if how == "less" else costs
    amount, figures = amount_of(frame, costs, receipts, only_net=draw(seldom))
    if how == "set":
        return Inner(FrameDecided(key_of(frame), Commitment.BUDGET, amount), (Moved(frame, "budget", figures),))
    if how != "move":
        return Inner(FrameAdjusted(key_of(frame), amount), (Moved(frame, None, figures),))
    source, target = PROJECTS[0], PROJECTS[2]
    given = Figures(*(None if ore is None else -ore for ore in figures))
    moved = (Moved(source, None, given), Moved(target, None, figures))
    return Inner(FrameTransferred(key_of(source), key_of(target), amount), moved, finds=True)


@st.composite
def grounds_of(draw: st.DrawFn, body: str) -> tuple[Basis, Said]:
    """What a body decides on; an officer may cite by what right, most often on days of the same year."""
    cited = draw(st.sampled_from((None, _PROVIDED))) if body == OFFICER else None
    return draw(grounds(draw(st.sampled_from((DAYS[2:], DAYS))), body, cited))


@st.composite
def spending(draw: st.DrawFn) -> list[Claim]:
    """What a board, or an officer in its place, gives projects in one decision; now and then in a clause of it. An
    officer sets nothing: who is not registered could be the council misspelt, as far as the ledger knows."""
    body = draw(st.sampled_from((BOARD, BOARD, OFFICER, OFFICER, OTHER)))
    basis, said = draw(grounds_of(body))
    every = draw(st.lists(_gives(may_set=body != OFFICER), min_size=1, max_size=3))
    if draw(st.integers(0, 5)):
        return [decision(basis, said, drawn) for drawn in every]
    fact = ClauseDecided(ClauseOutcome.APPROVED, "att anslå", facts=tuple(drawn.fact for drawn in every))
    return [Claim(fact, basis, said, "clause", "", tuple(every), outcome=fact.outcome.value, wording=fact.wording)]


@st.composite
def rules(draw: st.DrawFn) -> Claim:
    """Who decides an event, and how much. The council says so between boards, and a board for its officer; or somebody
    does who has no right to, or nobody."""
    event, within = draw(st.sampled_from(_RULED)), draw(st.sampled_from((None, None, BOARD, BOARD, OTHER)))
    boards = st.sampled_from(((), (), (COUNCIL, BOARD), (COUNCIL, BOARD, OTHER), (BOARD,)))
    bodies = (OFFICER,) if within else draw(boards)
    held = draw(st.sampled_from((BOARD, BOARD, OFFICER, OTHER, SHORT))) if draw(seldom) or not bodies else bodies[-1]
    limits = tuple(draw(st.lists(_limit(held), max_size=1) if draw(seldom) else st.tuples(_limit(held))))
    since = draw(st.sampled_from((None, None, None, date(2026, 1, 1), date(2026, 6, 1))))
    basis, said = draw(_said_by(within or COUNCIL))
    fact = CompetenceDecided(event, bodies, limits, within, applies_from=since)
    naive_limits = tuple((plain(each.body), each.per_decision_ore, each.per_project_year_ore) for each in limits)
    own = Rule(event, tuple(map(plain, bodies)), naive_limits, None if within is None else plain(within), since)
    wrong = {"field-missing" for _, once, in_year in naive_limits if once is None and in_year is None}
    wrong |= {"value-malformed" for body, _, _ in naive_limits if own.bodies and body not in own.bodies}
    return Claim(fact, basis, said, "rule", wrong=frozenset(wrong), own=own)


@st.composite
def _limit(draw: st.DrawFn, body: str) -> AmountLimit:
    once, in_year = draw(st.sampled_from(((MOST[1], None), (None, MOST[1]), (MOST[0], 160), (None, MOST[0]))))
    return AmountLimit(body, None if draw(seldom) else once, in_year)


@st.composite
def _said_by(draw: st.DrawFn, right: str) -> tuple[Basis | None, Said]:
    """Most often by the right body, and early."""
    how = draw(st.integers(0, 9))
    if how == 0:
        return None, NOTHING._replace(grounded=False)
    body = draw(st.sampled_from((COUNCIL, BOARD, OTHER, OFFICER))) if how == 1 else right
    return draw(grounds(draw(st.sampled_from((DAYS[:2], DAYS))), body))


@st.composite
def bodies(draw: st.DrawFn) -> Claim:
    """A body is registered: a board, perhaps with another name, or an officer who decides in its place."""
    basis, said = draw(_said_by(COUNCIL))
    since = draw(st.sampled_from((None, None, DAYS[2])))
    body, unit, also = draw(st.sampled_from(((BOARD, "sbk", (SHORT,)), (OTHER, "slk", ()), (OFFICER, None, ()))))
    kind = BodyKind.DELEGATE if body == OFFICER else BodyKind.BOARD
    fact = BodyRegistered(body, kind, unit, since, also)
    own = Body(tuple(map(plain, (body, *also))), body == OFFICER, since)
    return Claim(fact, basis, said, "body", own=own, units=(unit,) if unit else ())


order = st.one_of(rules(), rules(), rules(), bodies())
"""What the organisation has said about who decides."""

judged: st.SearchStrategy[Claim] = st.sampled_from((BOARD, BOARD, OFFICER)).flatmap(
    lambda body: judgments(body, PROJECTS)
)
"""A judgment on what boards and officers decide."""
