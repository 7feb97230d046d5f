"""A draft that asks nothing yet, and the question sets that are made of it."""

from dataclasses import replace
from typing import Any

import yaml

from grants.calls import queries, service
from grants.calls.exchange.settings import FORM
from grants.calls.models import QuestionKind as K
from grants.calls.rules.document import QuestionText, SectionText
from grants.core.actor import SYSTEM
from tests.calls.any_call import least
from tests.calls.documents import now

REF = "CATF-2030"
SET = f"/calls/{REF}/edit/questions/concept_note"
STANDARD = FORM.shipped("forms/concept-note.yaml")


def begin() -> None:
    service.create(SYSTEM, least(REF, languages=("en", "fr", "es", "pt")))


def made(**settings: Any) -> None:
    """Settings of the draft, changed without a page."""
    version = queries.for_office(SYSTEM, REF).version
    service.edit(SYSTEM, REF, lambda document: replace(document, **settings), version=version)


def asks(*codes: str, slug: str = "one", **of: QuestionText) -> SectionText:
    """A section of questions of yes and no, but those given."""
    questions = tuple(
        of.get(code, QuestionText(code, K.YES_NO, {"en": code.upper()})) for code in codes
    )
    return SectionText(slug, {"en": "Group"}, {"en": slug.title()}, {}, questions)


def codes() -> list[list[str]]:
    return [[q.code for q in section.questions] for section in now(REF).concept_note]


def exported(form: str = "concept_note") -> list[Any]:
    """A question set as the call's file has it."""
    return yaml.safe_load(service.export_call(SYSTEM, REF))["defaults"][form]
