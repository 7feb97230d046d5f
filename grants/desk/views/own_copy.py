"""A team's own copy of everything about its proposal, as one archive."""

import json
from collections.abc import Iterator, Sequence

from flask import Response, render_template

from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.digest import canonical
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _, utc_stamp
from grants.core.spreadsheets import csv_of
from grants.core.text import blocks
from grants.core.zipping import Entry, archive
from grants.desk.queries import own_copy as queries
from grants.desk.views import blueprint
from grants.files.service import opener
from grants.messages.queries import Said, thread_of
from grants.permissions import Permission
from grants.proposals.models import EndorsementStatus
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.content import Backer
from grants.proposals.queries.endorsement import SponsorRow, sponsors_of
from grants.proposals.queries.submission import Present, attempts_of, present
from grants.proposals.rules.submission import ATTEMPT_WORDS


@blueprint.get("/proposals/<ref>/copy.zip")
@requires(Permission.PROPOSAL_READ)
def own_copy(ref: str) -> Response:
    """Answers, documents, receipts and what was written about them, at any time; for the team."""
    found = find(current_actor(), ref)
    if found.role is None or found.proposal.is_imported:
        raise NotFound
    entries = list(_entries(found))  # everything is asked before the first byte leaves
    response = Response(archive(entries), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=f"{ref}.zip")
    response.headers["Cache-Control"] = "no-store"
    return response


def _entries(found: Access) -> Iterator[Entry]:
    now = clock.now()
    said, submitted = present(found.proposal, found.call), queries.submissions(found)
    sponsors, said_about = sponsors_of(found), thread_of(found)
    page = _page(found, said, submitted, sponsors, said_about)
    yield Entry("proposal.html", now, page.encode())
    yield Entry("answers.json", now, canonical(said.content).encode())
    yield Entry("earlier-answers.csv", now, _earlier(found))
    for sent in submitted:
        # The very bytes: their SHA-256 is the one on the receipt.
        yield Entry(f"submissions/{sent.number}.json", sent.received_at, sent.content.encode())
    for kept in queries.uploads(found, submitted, sponsors):
        path = f"{kept.folder}/{kept.name}"
        yield Entry(path, kept.file.uploaded_at, opener(kept.file), folded=False)
    for message in said_about:
        for file in message.files:
            path = f"messages/{message.n}-{file.name}"
            yield Entry(path, message.sent_at, opener(file), folded=False)


def _page(
    found: Access,
    said: Present,
    submitted: Sequence[queries.Sent],
    sponsors: Sequence[SponsorRow],
    messages: Sequence[Said],
) -> str:
    """Everything to read, on one page that needs no connection."""
    backers = [
        Backer(row.organisation, row.representative, row.status, row.answered_at)
        for row in sponsors
        if row.status is not EndorsementStatus.WITHDRAWN
    ]
    return render_template(
        "desk/own_copy.html",
        found=found,
        proposal=found.proposal,
        call=found.call,
        sections=said.sections(backers),
        submitted=submitted,
        attempts=[(one, _(ATTEMPT_WORDS[one.outcome])) for one in attempts_of(found)],
        messages=[(message, blocks(message.words)) for message in messages],
        made_at=clock.now(),
    )


def _earlier(found: Access) -> bytes:
    """Every saved version of every answer; `set_aside`: typed beside a colleague's, not taken."""
    return csv_of(
        ["saved_at_utc", "by", "question", "answer", "set_aside"],
        (
            [
                utc_stamp(one.at),
                one.by,
                one.code,
                one.value if isinstance(one.value, str) else json.dumps(one.value),
                "yes" if one.is_aside else "",
            ]
            for one in queries.earlier_answers(found)
        ),
    )
