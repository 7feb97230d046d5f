"""A submitted proposal, the people of the office around it, and what they write beside it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person, Role
from grants.audit.models import TrailEvent
from grants.calls.models import Call
from grants.core.db import db
from grants.mail.models import Mail
from grants.notes import service
from grants.notes.models import Flag, FlagAct, NoteKind
from grants.notes.queries.panel import Panel, panel_of
from grants.notes.queries.place import find
from grants.proposals.models import Proposal
from tests import build
from tests.screening import cases

KINDS = ("note_mention", "flag_for_you", "flag_resolved")


@dataclass
class World:
    """Everybody around one proposal."""

    call: Call
    proposal: Proposal
    oda: Person  # an officer
    kofi: Person  # another
    lena: Person  # a lead
    auditor: Person

    @property
    def ref(self) -> str:
        return self.proposal.ref

    @property
    def url(self) -> str:
        return f"/proposals/{self.proposal.ref}/notes"

    def tag(self, name: str = "Coastal", by: Person | None = None) -> str:
        return service.put_tag(build.acting(by or self.oda), self.ref, name)

    def note(self, words: str = "Ask about the land title", **more: Any) -> str:
        by, kind = more.pop("by", self.oda), more.pop("kind", NoteKind.SHARED)
        return service.write_note(build.acting(by), self.ref, words, kind, **more)

    def private(self, words: str = "I met the mayor", by: Person | None = None) -> str:
        return self.note(words, by=by or self.oda, kind=NoteKind.PRIVATE)

    def flag(self, to: Person | None = None, by: Person | None = None, **more: Any) -> str:
        who = to or self.kofi
        words = more.pop("words", "Is this the same city?")
        return service.raise_flag(
            build.acting(by or self.oda), self.ref, to=who.ref, words=words, **more
        )

    def change(self, flag_ref: str, act: FlagAct, by: Person | None = None, **more: Any) -> None:
        version = more.pop("version", None) or flag_row(flag_ref).version
        words = more.pop("words", "It is another city.")
        service.change_flag(
            build.acting(by or self.kofi),
            self.ref,
            flag_ref,
            act,
            words=words,
            version=version,
            **more,
        )

    def seen_by(self, who: Person) -> Panel:
        actor = build.acting(who)
        place = find(actor, self.ref)
        return panel_of(actor, place.proposal.id, place.free)


def world(**over: Any) -> World:
    call = cases.closed_call()
    proposal = cases.submitted(call, **{"title": "Gardens of Tamale", **over})
    return World(
        call,
        proposal,
        build.person("Oda Officer", Role.OFFICER),
        build.person("Kofi Boateng", Role.OFFICER),
        build.person("Lena Lead", Role.LEAD),
        build.person("Aud Itor", Role.AUDITOR),
    )


def flag_row(ref: str) -> Flag:
    query = sa.select(Flag).where(Flag.ref == ref)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def events(*prefixes: str) -> list[str]:
    """Actions of the trail that begin with one of these, in order."""
    found = db.session.scalars(sa.select(TrailEvent.action).order_by(TrailEvent.seq))
    return [action for action in found if action.startswith(prefixes)]


def mails() -> list[tuple[str, str]]:
    """Kind and address of what was queued about notes and flags."""
    rows = db.session.execute(
        sa.select(Mail.kind, Mail.address).where(Mail.kind.in_(KINDS)).order_by(Mail.id)
    )
    return [(row.kind, row.address) for row in rows]
