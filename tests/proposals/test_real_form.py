"""The form of the real call, in each of its languages."""

from datetime import timedelta
from pathlib import Path

import pytest

from grants.calls.models import CallStatus
from grants.calls.queries import form_of
from grants.calls.service import exchange
from grants.core import clock
from grants.core.actor import SYSTEM
from grants.core.db import db
from tests import build

DATA = Path(exchange.__file__).parent.parent / "data"


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
def test_every_section_of_the_open_call_is_written_and_read(app, browse, language):
    file = DATA / "catf-2026.yaml"
    of = exchange.import_call(SYSTEM, file.read_text(), str(file))
    assert of.status is CallStatus.PUBLISHED  # and open by its instants
    of.opens_at, of.closes_at = clock.now() - timedelta(days=1), clock.now() + timedelta(days=9)
    db.session.commit()
    city = build.person(language=language)
    browser = browse(city)
    page = browser.get(f"/proposals/start/{of.ref}").form("language").submit({"language": language})
    ref = page.path.split("/")[2]
    for section in form_of(of).sections:
        page = browser.get(f"/proposals/{ref}/sections/{section.slug}")
        assert page.status == 200, section.slug
        assert section.title[language] in page.text
        page = browser.get(f"/proposals/{ref}/sections/{section.slug}?check=1")
        assert page.status == 200, section.slug
    of.closes_at = clock.now() - timedelta(seconds=5)
    db.session.commit()
    for section in form_of(of).sections:
        assert browser.get(f"/proposals/{ref}/sections/{section.slug}").status == 200
