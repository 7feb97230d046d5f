"""The worker's part of a receipt: made as a PDF in the language of the proposal.

Stands at the edge, above the views' level: it translates, so it is imported by the worker and by
nothing below it.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import current_app

from grants.core import jobs
from grants.core.clock import BRUSSELS
from grants.core.i18n import chosen_text, clock_time, day, gettext as _, in_language, utc_stamp
from grants.core.pdf import render_pdf
from grants.proposals.queries.submission import ReceiptSource, receipt_source
from grants.proposals.service.receipt import attach

TEMPLATE = Path(__file__).parent / "documents" / "receipt.typ"


@jobs.handles("receipt_pdf")
def make(payload: dict[str, Any]) -> None:
    """Make and keep the PDF of one receipt; a second time changes nothing."""
    source = receipt_source(int(payload["receipt_id"]))
    if source is not None:
        attach(source.receipt_id, pdf_of(source))


def pdf_of(source: ReceiptSource) -> bytes:
    """The document, in the language of the proposal."""
    with in_language(source.language):
        data = _data(source)
    return render_pdf(TEMPLATE, data, source.language)


def _data(source: ReceiptSource) -> dict[str, Any]:
    content = json.loads(source.content)
    return {
        "title": _("Receipt %(number)s", number=source.number),
        "labels": {
            "fund": _("Cities Alliance Catalytic Fund"),
            "sentence": _(
                "We received the proposal named here, complete and in time. The figures below "
                "prove what was received: whoever changes one letter of it gets another SHA-256."
            ),
            "facts": _("What was received"),
            "documents": _("Documents"),
            "no_documents": _("No documents were uploaded."),
            "sponsors": _("Sponsors who had confirmed"),
            "check": _("Is this receipt genuine?"),
            "check_text": _("Anyone can check the number and the SHA-256 at this address:"),
        },
        "facts": _facts(source, content),
        "documents": [
            {"name": d["name"], "size": size_of(d["size"]), "sha256": d["sha256"]}
            for d in content["documents"]
        ],
        "sponsors": [
            f"{e['organisation']}: {e['representative']}" for e in content["endorsements"]
        ],
        "check_url": _check_url(source),
    }


def _facts(source: ReceiptSource, content: dict[str, Any]) -> list[dict[str, Any]]:
    at = source.received_at
    local = _(
        "%(day)s, %(time)s Brussels time",
        day=day(at.astimezone(BRUSSELS)),
        time=clock_time(at, seconds=True),
    )
    call = f"{content['call']['ref']}: {chosen_text(source.call_title)}"
    return [
        {"label": _("Number"), "value": source.number},
        {"label": _("Received"), "value": f"{local} ({utc_stamp(at)})"},
        {"label": _("Call"), "value": call},
        {"label": _("Proposal"), "value": source.title or source.proposal_ref},
        {"label": _("Reference of the proposal"), "value": source.proposal_ref},
        {"label": _("Signed by"), "value": content["declaration"]["signed_by"]},
        {"label": _("SHA-256"), "value": source.sha256, "code": True},
    ]


def size_of(size: int) -> str:
    """Kilobytes, rounded up."""
    return _("%(n)s kB", n=-(-size // 1000))


def _check_url(source: ReceiptSource) -> str:
    """Without a request there is no host: the address people use is a setting."""
    query = urlencode({"number": source.number, "hash": source.sha256})
    path = current_app.url_map.bind("localhost").build("proposals.receipt_check")
    return f"{current_app.config['BASE_URL']}{path}?{query}"
