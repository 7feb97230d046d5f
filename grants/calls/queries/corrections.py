"""Loading the corrections of a call's wording: public, without who made them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grants.calls.models import Call, Correction
from grants.core.db import db


@dataclass(frozen=True)
class CorrectionRow:
    """One text, before and after, with the note for everybody."""

    place: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    note: Mapping[str, str]
    at: datetime


def corrections_of(call: Call) -> list[CorrectionRow]:
    """What was corrected since the call opened, the latest first."""
    rows = db.session.execute(
        sa.select(
            Correction.place, Correction.before, Correction.after, Correction.note, Correction.at
        )
        .where(Correction.call_id == call.id)
        .order_by(Correction.at.desc(), Correction.id)
    )
    return [CorrectionRow(*row) for row in rows]


def notes_of(call: Call) -> list[tuple[datetime, Mapping[str, str]]]:
    """When something was corrected and what the Secretariat says of it, the latest first."""
    rows = db.session.execute(
        sa.select(Correction.at, Correction.note)
        .where(Correction.call_id == call.id)
        .order_by(Correction.at.desc(), Correction.id)
    )
    return list({at: (at, note) for at, note in rows}.values())
