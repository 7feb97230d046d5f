"""A submitted proposal with its team, the office, and ways to write between them."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.calls.models import Call, StaffDuty
from grants.core.db import db
from grants.files.service import receive
from grants.mail.models import Mail
from grants.messages import service
from grants.messages.models import Message, Thread
from grants.messages.service import Upload
from grants.proposals.models import Proposal, ProposalStatus, TeamRole
from tests import build
from tests.browsing import Browser
from tests.files.samples import image, pdf


@dataclass
class World:
    """Everybody around one proposal."""

    call: Call
    proposal: Proposal
    lead: Person
    editor: Person
    viewer: Person
    officer: Person

    @property
    def ref(self) -> str:
        return self.proposal.ref

    @property
    def url(self) -> str:
        return f"/proposals/{self.proposal.ref}/messages"

    def team_writes(self, words: str = "May we add a partner?", **more: Any) -> int:
        return service.send(build.acting(self.editor), self.ref, words, **more)

    def office_writes(self, words: str = "Yes, until the deadline.", **more: Any) -> int:
        return service.send(build.acting(self.officer), self.ref, words, **more)


def world(status: ProposalStatus = ProposalStatus.SUBMITTED, **over: Any) -> World:
    lead = build.person("Lea Lead")
    of = build.call(languages=["en", "fr"])
    proposal = build.proposal(of, lead, status=status, **{"title": "Kiosks by the river", **over})
    editor, viewer = build.person("Eddy Editor"), build.person("Vera Viewer")
    build.teammate(proposal, editor)
    build.teammate(proposal, viewer, TeamRole.VIEWER)
    officer = build.person("Oda Officer", Role.OFFICER)
    build.staff(of, officer, StaffDuty.OFFICER)
    return World(of, proposal, lead, editor, viewer, officer)


def draft() -> World:
    return world(ProposalStatus.DRAFT)


def upload(name: str = "plan.pdf") -> Upload:
    return Upload(receive(BytesIO(pdf() if name.endswith("pdf") else image())), name)


def said() -> list[str]:
    return list(db.session.scalars(sa.select(Message.words).order_by(Message.id)))


def thread_row() -> Thread:
    return db.session.scalars(sa.select(Thread).execution_options(populate_existing=True)).one()


def mails(*kinds: str) -> list[tuple[str, str]]:
    """Kind and address of what was queued about messages."""
    rows = db.session.execute(
        sa.select(Mail.kind, Mail.address)
        .where(
            Mail.kind.in_(kinds or ("message_to_team", "message_to_office", "message_about_draft"))
        )
        .order_by(Mail.id)
    )
    return [(row.kind, row.address) for row in rows]


def downloaded(browser: Browser, address: str) -> int:
    """The status of a file's address; what came is let go."""
    page = browser.get(address)
    page.response.close()
    return page.status
