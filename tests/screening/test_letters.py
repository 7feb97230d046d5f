"""What the mails of a check say, in every language."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.core import clock
from grants.core.db import db
from grants.core.i18n import LANGUAGES
from grants.core.messages import Link, msg
from grants.mail.letter import compose, write_letter
from grants.mail.models import Mail
from tests import build
from tests.screening import cases

REASON = {
    "text": {"en": "The amount is outside the range."},
    "rule": {"en": "Is the amount inside the range?"},
    "found": msg("It asks for %(asked)s.", asked="250,000"),
    "right": msg("This call gives between %(least)s and %(most)s.", least="1", most="2"),
}
SAMPLES: dict[str, dict[str, Any]] = {
    "proposal_ask_clarification_team": {"question": "The letter?", "due": True},
    "clarification_reminder": {"due": True},
    "proposal_end_clarification_office": {"ended": msg("The city answered in time.")},
    "clarification_answered_late_office": {"ended": msg("The city answered in time.")},
    "proposal_find_eligible_team": {},
    "proposal_find_ineligible_team": {"sentence": "Too much.", "reasons": [REASON]},
    "proposal_find_ineligible_sponsors": {"sentence": "Too much.", "reasons": [REASON]},
    "proposal_uphold_appeal_team": {"decision": "You are right."},
    "proposal_uphold_appeal_sponsors": {},
    "appeal_received_office": {},
    "officer_stepped_aside_office": {"by": "Sofia Marques"},
    "appeal_rejected_team": {"decision": "The rule is clear."},
}


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_reads_in_every_language(app: Flask, kind: str, language: str) -> None:
    at = clock.now() + timedelta(days=5)
    link = Link("screening.outcome", {"ref": "ABC"})
    params = {
        "title": "Gardens <b> of Tamale",
        "ref": "ABC",
        "state": msg("Not eligible"),
        "at": at,
        "link": link,
        "answer_link": link,
        "file_link": link,
        "outcome": link,
        "until": at,
        **SAMPLES[kind],
    }
    if params.get("due"):
        params["due"] = at
    letter = compose(kind, params, language)
    assert letter.subject
    assert "{" not in letter.text
    assert "%(" not in letter.subject + letter.text
    for value in SAMPLES[kind].values():
        if isinstance(value, str):
            assert value in letter.text


def test_the_refusal_tells_figures_what_was_right_and_until_when_to_object(app: Flask) -> None:
    call = cases.closed_call()
    row = cases.submitted(call, content={"budget": [cases.line(grant=25_000_000, cash=9_000_000)]})
    one, two = cases.officer(), cases.officer()
    cases.refused(row, one, two)
    mail = db.session.scalars(
        sa.select(Mail).where(Mail.kind == "proposal_find_ineligible_team")
    ).one()
    text = write_letter(mail).text
    for words in (
        "The theme is another one.",
        "US$250,000",
        "US$200,000",
        "/outcome",
        "object once",
    ):
        assert words in text
    for name in (one.name, two.name):
        assert name not in text


def test_nobody_tied_to_a_proposal_gets_its_office_mail(app: Flask) -> None:
    call = cases.closed_call()
    city, tied, free = build.person(), cases.officer(), cases.officer()
    body = build.organisation()
    build.affiliate(tied, body)
    for who in (tied, free):
        build.staff(call, who)
    row = cases.submitted(call, city, proponent_id=body.id)
    cases.start(row, free)
    cases.answer(row, free, B2="curable", B5="yes")
    from grants.screening import service

    service.ask_clarification(build.acting(free), row.ref, ["B2"], "The letter?")
    service.answer_clarification(build.acting(city), row.ref, "Here.")
    told = db.session.scalars(
        sa.select(Mail.person_id).where(Mail.kind == "proposal_end_clarification_office")
    ).all()
    assert told == [free.id]
