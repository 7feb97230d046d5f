"""The facts of one submitted proposal: from its valid snapshot, never from the draft."""

import json
from collections.abc import Mapping
from typing import Any

from grants.calls.models import FormKind
from grants.calls.queries import eligible_countries, form_of
from grants.proposals.models import Snapshot
from grants.screening.queries.case import Case, deadline_of
from grants.screening.rules.facts import Facts, facts_of, missing_answers


def content_of(snapshot: Snapshot) -> Mapping[str, Any]:
    """The frozen content: answers, budget, documents, endorsements, declaration."""
    content: Mapping[str, Any] = json.loads(snapshot.content)
    return content


def facts_for(case: Case, snapshot: Snapshot) -> Facts:
    """Two queries, and two more the first time a call's form is read."""
    content = content_of(snapshot)
    call = case.call
    return facts_of(
        content,
        call,
        received_at=snapshot.received_at,
        deadline=deadline_of(call, case.proposal.id),
        eligible_countries=eligible_countries(call) if call.country_list_id else None,
        missing=missing_answers(form_of(call, FormKind.CONCEPT_NOTE).questions(), content),
    )
