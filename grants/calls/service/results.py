"""What became of a call, as everybody reads it."""

from dataclasses import asdict, replace

from grants.calls.models import Call
from grants.calls.rules.document import Funnel


def keep_funnel(call: Call, counted: Funnel) -> None:
    """The figures of a call whose results are told; the caller records and commits.

    A note beside them stays.
    """
    before = (call.provenance or {}).get("funnel") or {}
    funnel = replace(counted, note=before.get("note") or {})
    call.provenance = {**call.provenance, "funnel": asdict(funnel)}
