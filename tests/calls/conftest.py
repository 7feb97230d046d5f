"""A lead, and drafts of calls: the shipped one, and one that asks nothing yet."""

from collections.abc import Callable

import pytest
from flask import Flask

from grants.accounts.models import Person, Role
from grants.calls import service
from grants.calls.rules.document import CallDocument
from grants.core.actor import SYSTEM, Actor
from tests import build
from tests.browsing import Browser
from tests.calls import asking
from tests.calls.documents import draft_text, now


@pytest.fixture
def lead(app: Flask) -> Person:
    return build.person("Helena", Role.LEAD)


@pytest.fixture
def actor(lead: Person) -> Actor:
    """The lead, as services know her."""
    return build.acting(lead)


@pytest.fixture
def draft(app: Flask) -> CallDocument:
    """The shipped call of 2026 as a draft."""
    service.import_call(SYSTEM, draft_text(), "a.yaml")
    return now()


@pytest.fixture
def browser(lead: Person, browse: Callable[..., Browser]) -> Browser:
    """The lead's, with a draft of hers that asks nothing yet: tests.calls.asking."""
    asking.begin()
    return browse(lead)
