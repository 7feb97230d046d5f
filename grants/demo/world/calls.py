"""Chapter: the real calls from their files, one of them rehearsed at present dates, one open."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from grants.calls.exchange.settings import FORM
from grants.calls.models import CallStaff, StaffDuty
from grants.calls.queries import by_ref
from grants.calls.queries.documents import document_of
from grants.calls.rules.drafting import copy_of
from grants.calls.service import editing, exchange, lifecycle
from grants.calls.service.envelope import cut_envelope
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world.stage import Stage
from grants.proposals.service import trying

DATA = Path(__file__).parents[2] / "calls" / "data"
ARCHIVED = ("catf-2011.yaml", "catf-2014.yaml")
SCORED = "CATF-2015"
OPEN = "CATF-2026"
NEXT = "CATF-2027"
NEXT_TITLE = {
    "en": "The Cool City: Shade, Water and Work",
    "fr": "La ville fraîche : ombre, eau et travail",
    "es": "La ciudad fresca: sombra, agua y trabajo",
    "pt": "A cidade fresca: sombra, água e trabalho",
}
TRIED_LINE = "Shaded walks to the central market"
TRIED_SENTENCE = "Rows of trees and light roofs keep the way to the market cool."
SCORED_OPENS, SCORED_CLOSES = -125, -69  # days from today: eight weeks, as in 2014
OPEN_OPENS, OPEN_CLOSES = -30, 25
# Some of the real project descriptions are Portuguese, which the real round did not take.
MORE_LANGUAGES = {SCORED: ("pt",)}
# Its full proposals were never published; ours let the demonstration go on after the results.
MORE_FORMS = {SCORED: "forms/full-proposal.yaml"}


def build(stage: Stage) -> None:
    """Two archived calls with their funnels; 2015 with its dates moved; the open one."""
    stage.go_to(-145)
    for name in ARCHIVED:
        exchange.import_call(SYSTEM, _text(name), name)
    stage.go_to(-128)
    _rehearse(stage, SCORED, "catf-2015.yaml", SCORED_OPENS, SCORED_CLOSES)
    stage.go_to(SCORED_OPENS)
    lifecycle.advance(clock.now())
    stage.go_to(OPEN_OPENS - 3)
    _rehearse(stage, OPEN, "catf-2026.yaml", OPEN_OPENS, OPEN_CLOSES)


def prepare_next(stage: Stage) -> None:
    """The next call, copied from the open one: a lead is at work on it, and tries it."""
    helena = stage.actor(BY_KEY["helena"].email)
    copied = copy_of(document_of(by_ref(OPEN)), NEXT)
    editing.create(helena, replace(copied, title=NEXT_TITLE, fiscal_year=stage.today.year + 1))
    trying.start(helena, NEXT, helena.language)
    trying.fill(helena, NEXT, line=TRIED_LINE, sentence=TRIED_SENTENCE)


def _rehearse(stage: Stage, ref: str, name: str, opens: int, closes: int) -> None:
    opens_at = stage.end_of_day(opens - 1) + timedelta(seconds=1)
    exchange.rehearse_call(
        SYSTEM,
        _text(name),
        name,
        opens_at=opens_at,
        closes_at=stage.end_of_day(closes),
        more_languages=MORE_LANGUAGES.get(ref, ()),
        full_proposal=FORM.shipped(MORE_FORMS[ref]) if ref in MORE_FORMS else (),
    )
    call = by_ref(ref)
    for key, duty in (
        ("helena", StaffDuty.LEAD),
        ("pierre", StaffDuty.LEAD),
        ("sofia", StaffDuty.OFFICER),
        ("kwame", StaffDuty.OFFICER),
    ):
        person = stage.person(BY_KEY[key].email)
        db.session.add(CallStaff(call_id=call.id, person_id=person.id, duty=duty))
    call.fiscal_year = stage.today.year
    db.session.commit()
    cut_envelope(stage.actor(BY_KEY["helena"].email), ref)


def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")
