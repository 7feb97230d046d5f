"""The submitted version of a proposal, laid out for reading beside the checklist."""

from datetime import datetime

from grants.calls.models import QuestionKind
from grants.proposals.models import EndorsementStatus, Snapshot
from grants.proposals.queries.content import Backer, DocumentView, document_versions
from grants.proposals.queries.reading import ReadSection, sections_of
from grants.screening.queries.case import Case
from grants.screening.queries.facts import Frozen, opened


def submitted_version(case: Case, snapshot: Snapshot) -> list[ReadSection]:
    """What was frozen, never the draft; one query when it holds documents."""
    frozen = opened(case.call, snapshot)
    return sections_of(
        frozen.form,
        frozen.answers,
        budget=frozen.budget,
        documents=_documents(case, frozen),
        backers=[
            Backer(
                sponsor["organisation"],
                sponsor["representative"],
                EndorsementStatus.CONFIRMED,
                datetime.fromisoformat(sponsor["confirmed_at"]),
            )
            for sponsor in frozen.endorsements
        ],
    )


def _documents(case: Case, frozen: Frozen) -> dict[str, DocumentView]:
    """The very files that were submitted, though others may have replaced them since."""
    wanted = {(d["code"], d["sha256"]) for d in frozen.documents}
    if not wanted:
        return {}
    slots = [q.id for q in frozen.form.questions() if q.kind is QuestionKind.FILE]
    found: dict[str, DocumentView] = {}
    for code, versions in document_versions(case.proposal.id, slots).items():
        for version in versions:
            if (code, version.sha256) in wanted:
                found.setdefault(code, version)
    return found
