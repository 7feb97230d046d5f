"""A submitted proposal as a document: its answers in the order of the form.

Stands at the edge: it translates, so only views and the worker import it. What people wrote
travels as data, never as Typst source.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls.models import Call, QuestionKind as K
from grants.calls.queries import by_id
from grants.calls.rules import SOURCE_SHORT_LABELS
from grants.core import jobs
from grants.core.i18n import (
    chosen_text,
    country,
    day,
    gettext as _,
    in_language,
    instant,
    money,
    number,
    share,
)
from grants.core.pdf import PdfFailed, render_pdf
from grants.desk.queries import bundles
from grants.desk.queries.dossiers import Dossier, dossiers
from grants.desk.service import bundles as service
from grants.proposals.models import EndorsementStatus
from grants.proposals.queries.reading import Column, ReadAnswer
from grants.proposals.rules.budget import Budget
from grants.proposals.rules.moves import OFFICE_WORDS

TEMPLATE = Path(__file__).parent / "documents" / "proposal.typ"
AT_A_TIME = 20  # documents of one job: well within its lease

Part = dict[str, Any]


@jobs.handles(service.JOB)
def make(payload: dict[str, Any]) -> None:
    """The next documents of an archive; what is there already is not made again."""
    bundle = bundles.unfinished(int(payload["bundle_id"]))
    if bundle is None:
        return
    key, language, call = bundle.id, bundle.language, by_id(bundle.call_id)
    begun, refs = bundle.made, list(bundle.refs)
    part = refs[begun : begun + AT_A_TIME]
    for n, one in enumerate(dossiers(call, part), 1):
        if not service.document_of(bundle, one.ref).exists():
            with in_language(language):
                paper = document(one, call)
            with suppress(PdfFailed):  # the index of the archive tells that it is missing
                service.keep_document(bundle, one.ref, pdf_of(paper, language))
        service.note_progress(key, begun + n)
    service.note_progress(key, begun + len(part))
    if begun + len(part) < len(refs):
        service.go_on_later(key)
    else:
        service.finish(key)


def pdf_of(paper: Part, language: str) -> bytes:
    """Raises PdfFailed."""
    return render_pdf(TEMPLATE, paper, language)


def document(one: Dossier, call: Call) -> Part:
    """Everything the document says, in the language of the moment; no query."""
    return {
        "title": one.title or _("Untitled"),
        "fund": _("Cities Alliance Catalytic Fund"),
        "facts": [
            [_("Reference"), one.ref],
            [_("Call"), f"{call.ref}: {chosen_text(call.title)}"],
            [_("Proponent"), one.proponent],
            [_("City"), ", ".join(p for p in (one.city, country(one.country)) if p)],
            [_("Submitted"), instant(one.submitted_at)],
            [_("State"), _(OFFICE_WORDS[one.status])],
            [_("SHA-256 of what was submitted"), one.sha256],
        ],
        "sections": [
            {
                "title": chosen_text(section.title),
                "answers": [
                    {"label": chosen_text(row.label), "parts": parts_of(row)}
                    for row in section.rows
                ],
            }
            for section in one.sections
        ],
    }


def parts_of(row: ReadAnswer) -> list[Part]:
    """Paragraphs, lists and tables."""
    if not row.is_given:
        return [_text(_("Not answered"))]
    known = _PARTS.get(row.kind)
    return known(row) if known else [_text(str(row.value))]


def _text(*lines: str) -> Part:
    return {"kind": "paragraph", "lines": list(lines), "start": 1}


def _list(lines: Sequence[str]) -> list[Part]:
    return [{"kind": "bullets", "lines": list(lines), "start": 1}]


def _blocks(row: ReadAnswer) -> list[Part]:
    return [{"kind": b.kind, "lines": list(b.lines), "start": b.start} for b in row.blocks]


def _choices(row: ReadAnswer) -> list[Part]:
    words = [chosen_text(choice) for choice in row.choices]
    return [_text(*words)] if len(words) == 1 else _list(words)


def _city(row: ReadAnswer) -> list[Part]:
    parts = (row.value.get("name", ""), country(row.value.get("country")))
    return [_text(", ".join(p for p in parts if p))]


def _body(one: Mapping[str, Any]) -> str:
    kind = str(one.get("kind") or "")
    known = kind in OrganisationKind.__members__.values()
    parts = (
        one.get("name"),
        country(one.get("country")),
        _(KIND_NAMES[OrganisationKind(kind)]) if known else kind,
        one.get("registration"),
        one.get("representative"),
        one.get("email"),
    )
    return " · ".join(str(part) for part in parts if part)


def _people(row: ReadAnswer) -> list[Part]:
    def said(one: Mapping[str, Any]) -> str:
        parts = (one.get("name"), one.get("role"), one.get("email"))
        return ", ".join(str(part) for part in parts if part)

    return _list([said(one) for one in row.value])


def _table(row: ReadAnswer) -> list[Part]:
    heads = [chosen_text(column.label) for column in row.columns]
    rows = [[_cell(c, one.get(c.code)) for c in row.columns] for one in row.value]
    return [{"kind": "table", "heads": heads, "rows": rows}]


def _cell(column: Column, value: Any) -> str:
    if value is None or value == "":
        return "–"
    match column.kind:
        case "money":
            return money(value)
        case "number":
            return number(value)
        case "date":
            return _day(value)
        case "choice":
            return chosen_text(column.options.get(value)) or str(value)
    return str(value)


def _day(value: Any) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _budget(row: ReadAnswer) -> list[Part]:
    budget = row.budget
    if budget is None:
        return []
    currency = budget.terms.currency
    paying = [s for s in budget.rules.sources if budget.sums.by_source[s] or s == "grant"]
    heads = [_("Cost line"), *(_(SOURCE_SHORT_LABELS[s]) for s in paying), _("Sum")]
    rows = [
        [
            line.description or line.component or "–",
            *(money(line.cents(s), currency) for s in paying),
            money(line.total_cents, currency),
        ]
        for line in budget.lines
    ]
    return [{"kind": "table", "heads": heads, "rows": rows}, *_list(_sums(budget, currency))]


def _sums(budget: Budget, currency: str) -> list[str]:
    sums = budget.sums
    return [
        f"{_('Grant asked')}: {money(sums.grant, currency)}",
        f"{_('Co-financing in cash')}: {money(sums.cash, currency)}",
        f"{_('In kind')}: {money(sums.in_kind, currency)}",
        f"{_('Sum')}: {money(sums.total, currency)}",
        f"{_('The grant’s share of all cash')}: {share(budget.share_bp)}",
    ]


def _documents(row: ReadAnswer) -> list[Part]:
    return _list([f"{one.name} (SHA-256 {one.sha256})" for one in row.documents])


_STANDING: dict[EndorsementStatus, Callable[[], str]] = {
    EndorsementStatus.ASKED: lambda: _("Asked"),
    EndorsementStatus.CONFIRMED: lambda: _("Confirmed"),
    EndorsementStatus.DECLINED: lambda: _("Declined"),
    EndorsementStatus.WITHDRAWN: lambda: _("Withdrawn"),
}


def _backers(row: ReadAnswer) -> list[Part]:
    def said(organisation: str, who: str, standing: str) -> str:
        return ", ".join(part for part in (organisation, who, standing) if part)

    return _list(
        [said(b.organisation, b.representative, _STANDING[b.status]()) for b in row.backers]
    )


_PARTS: dict[K, Callable[[ReadAnswer], list[Part]]] = {
    K.LONG_TEXT: _blocks,
    K.SINGLE_CHOICE: _choices,
    K.MULTIPLE_CHOICE: _choices,
    K.YES_NO: lambda a: [_text(_("Yes") if a.value else _("No"))],
    K.NUMBER: lambda a: [_text(number(a.value))],
    K.MONEY: lambda a: [_text(money(a.value))],
    K.DATE: lambda a: [_text(_day(a.value))],
    K.COUNTRY: lambda a: [_text(country(a.value))],
    K.CITY: _city,
    K.ORGANISATION: lambda a: [_text(_body(a.value))],
    K.ORGANISATIONS: lambda a: _list([_body(one) for one in a.value]),
    K.PEOPLE: _people,
    K.TABLE: _table,
    K.BUDGET: _budget,
    K.FILE: _documents,
    K.ENDORSEMENTS: _backers,
}
