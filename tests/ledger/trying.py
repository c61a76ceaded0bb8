"""Trying commands on a real log."""

from ledger.errors import Refused
from ledger.events import AnyFact
from ledger.log.log import Log
from ledger.recording import record
from ledger.values import Basis
from tests.given import AUTHOR, Command


def put(log: Log, *facts: AnyFact, on: Basis | None = None) -> list[str]:
    """Records a command; the codes that it is refused for."""
    try:
        record(log, "stad", Command(facts, on), AUTHOR)
    except Refused as refused:
        return [refusal.code for refusal in refused.refusals]
    return []
