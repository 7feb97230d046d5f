"""What other programs follow: the dates of a call for a calendar, and the calls as a feed."""

import hashlib
from datetime import datetime
from typing import Any

from flask import Response, current_app, request

from grants.calls import queries, rules
from grants.calls.models import Call, CallStatus
from grants.calls.queries import CallCard
from grants.calls.rules.labels import STATUS_WORDS
from grants.calls.rules.news import changed_at
from grants.calls.views import blueprint
from grants.core import atom, clock, i18n, icalendar
from grants.core.access import requires
from grants.core.errors import NotFound
from grants.core.i18n import chosen_text as text, gettext as _
from grants.permissions import Permission

URN = "urn:catalytic-fund"


@blueprint.get("/calls/<ref>/dates.ics")
@requires(Permission.PUBLIC_READ)
def dates(ref: str) -> Response:
    """When the call opens and closes."""
    call = queries.by_ref(ref)
    told = queries.public_changes([call.id]).get(call.id)
    changed = changed_at(call, told, clock.now())
    if changed is None:
        raise NotFound
    with i18n.in_language(_language()):
        data = icalendar.calendar(_moments(call, changed), i18n.locale().language)
    response = _answer(data, icalendar.MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"{call.ref.lower()}.ics")
    return response


@blueprint.get("/calls/feed.atom")
@requires(Permission.PUBLIC_READ)
def feed() -> Response:
    """Every call but drafts, what changed last first."""
    language = _language()
    cards = queries.public_list()
    told = queries.public_changes([card.id for card in cards])
    now = clock.now()
    with i18n.in_language(language):
        entries = [
            _entry(card, changed, now, language)
            for card in cards
            if (changed := changed_at(card, told.get(card.id), now)) is not None
        ]
        data = atom.written(
            atom.Feed(
                key=f"{URN}:calls:{language}",
                title=_("Calls for proposals"),
                author=_("Cities Alliance Catalytic Fund"),
                language=language,
                url=_address("calls.feed", language=language),
                page_url=_address("calls.index"),
                entries=sorted(entries, key=lambda one: (one.updated_at, one.key), reverse=True),
            )
        )
    return _answer(data, atom.MEDIA_TYPE)


def _moments(call: Call, changed: datetime) -> list[icalendar.Moment]:
    title = text(call.title)
    named = (
        ("opens", call.opens_at, _("Opens: %(title)s", title=title)),
        ("closes", call.closes_at, _("Closes: %(title)s", title=title)),
    )
    return [
        icalendar.Moment(
            uid=f"{call.ref.lower()}-{what}@catalytic-fund",
            at=at,
            changed_at=changed,
            sequence=call.version,
            summary=summary,
            description=f"{i18n.deadline(at, call.zone)}\n{i18n.utc_stamp(at)}",
            url=_address("calls.show", ref=call.ref),
            is_cancelled=call.status is CallStatus.CANCELLED,
        )
        for what, at, summary in named
        if at is not None
    ]


def _entry(card: CallCard, changed: datetime, now: datetime, language: str) -> atom.Entry:
    status = rules.effective_status(card, now)
    lines = [text(card.summary)]
    if status is CallStatus.PUBLISHED and card.opens_at:
        lines.append(_("Opens on %(day)s", day=i18n.deadline(card.opens_at, card.zone)))
    if card.closes_at and status in (CallStatus.PUBLISHED, CallStatus.OPEN):
        closes = i18n.deadline(card.closes_at, card.zone)
        lines.append(_("The call closes on %(day)s.", day=closes))
    return atom.Entry(
        key=f"{URN}:call:{card.ref.lower()}:{language}",
        title=text(card.title),
        updated_at=changed,
        url=_address("calls.show", ref=card.ref),
        summary="\n".join(line for line in lines if line),
        category=_(STATUS_WORDS[status]),
    )


def _language() -> str:
    """The one asked for in the address, which a program keeps; else the reader's."""
    asked = request.args.get("language", "")
    return asked if asked in i18n.LANGUAGES else i18n.choose_language()


def _address(endpoint: str, **values: Any) -> str:
    """A whole address, which a program keeps: the one people use, whatever host asked."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"


def _answer(data: bytes, kind: str) -> Response:
    """With a tag of its content: who has it already is sent nothing again."""
    response = Response(data, mimetype=kind)
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    response.make_conditional(request)
    return response
