"""The submitted version of a proposal, laid out for reading beside the checklist."""

from grants.proposals.models import Snapshot
from grants.proposals.queries.frozen import as_submitted
from grants.proposals.queries.reading import ReadSection
from grants.screening.queries.case import Case
from grants.screening.queries.facts import opened


def submitted_version(case: Case, snapshot: Snapshot) -> list[ReadSection]:
    """What was frozen, never the draft; one query when it holds documents."""
    frozen = opened(case.call, snapshot)
    return as_submitted(case.proposal.id, frozen.form, frozen.content, frozen.budget, office=True)
