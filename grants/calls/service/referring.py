"""The rows that a call names by code."""

import sqlalchemy as sa

from grants.calls.queries.templates import known_templates
from grants.calls.rules.document import CallDocument
from grants.calls.rules.publishing import Finding
from grants.calls.rules.templates import templates_named
from grants.core.db import db
from grants.core.errors import Refused
from grants.core.messages import msg
from grants.funds.models import BusinessLine
from grants.places.models import CountryList


class Unknown(Refused):
    """Codes of things that are not there."""

    def __init__(self, findings: list[Finding]):
        super().__init__(findings[0].message, {one.setting: one.message for one in findings})
        self.findings = findings


def references(document: CallDocument) -> tuple[int, int | None]:
    """The ids of the business line and of the list of countries; Unknown when one is not there."""
    findings: list[Finding] = []
    line_id = db.session.scalar(
        sa.select(BusinessLine.id).where(BusinessLine.code == document.line)
    )
    if line_id is None:
        expected = msg("expected one of the four business lines, found “%(it)s”", it=document.line)
        findings.append(Finding("business_line", expected))
    list_id = None
    if document.country_list is not None:
        list_id = db.session.scalar(
            sa.select(CountryList.id).where(CountryList.code == document.country_list)
        )
        if list_id is None:
            missing = msg("there is no country list “%(it)s”", it=document.country_list)
            findings.append(Finding("country_list", missing))
    findings += _unknown_templates(document)
    if findings or line_id is None:
        raise Unknown(findings)
    return line_id, list_id


def _unknown_templates(document: CallDocument) -> list[Finding]:
    """A file of a call carries no content: what it offers must have been uploaded here before."""
    named = list(templates_named(document))
    known = known_templates({one["sha256"] for _setting, _question, one in named})
    return [
        Finding(
            setting,
            msg(
                "question “%(code)s” offers the file “%(name)s”, which was never uploaded here: "
                "leave it out, then upload it on the page of the question",
                code=question.code,
                name=one["name"],
            ),
        )
        for setting, question, one in named
        if one["sha256"] not in known
    ]
