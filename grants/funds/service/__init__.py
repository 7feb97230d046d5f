"""Moving money: each act guards the counters with one conditional UPDATE and appends its entry.

Nothing here commits: the decision, agreement or payment that causes the act does, in the same
transaction. An act that is refused leaves nothing behind. Allocations are always taken before
envelopes, and two allocations in the order of their ids, so that no two acts wait for each other.
The caller has checked the actor's permission.
"""

from grants.funds.service.allocation import allocate, open_envelope, supplement, transfer
from grants.funds.service.holding import commit, disburse, release, reserve
from grants.funds.service.ledger import Cause, Purpose

__all__ = [
    "Cause",
    "Purpose",
    "allocate",
    "commit",
    "disburse",
    "open_envelope",
    "release",
    "reserve",
    "supplement",
    "transfer",
]
