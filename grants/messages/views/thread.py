"""The messages about one proposal, and writing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from grants.accounts.service.session import leave_queue
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import pressed, tried
from grants.core.errors import NotFound, Refused, TooMany
from grants.core.i18n import gettext as _
from grants.core.messages import Message as Words, msg, nmsg
from grants.core.text import blocks, clean_line
from grants.files import service as files
from grants.files.rules import MAX_BYTES, MEGABYTE, accept_attribute
from grants.messages import queries, service
from grants.messages.forms import MessageForm, SettleForm
from grants.messages.queries import Place, Said
from grants.messages.rules import MOST_FILES, MOST_WORDS, SIDE_WORDS, check_message
from grants.messages.views import blueprint
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]
REST_OF_FORM = MEGABYTE  # what a form takes beside its files, at most


@dataclass(frozen=True)
class Sent:
    """What became of one file of a message that was refused: the reason, or none."""

    name: str
    reason: str


class FilesRefused(Refused):
    """Some files cannot be taken, so nothing was sent; says of each what became of it."""

    def __init__(self, message: Words, outcomes: Sequence[Sent]):
        super().__init__(message, {"files": message})
        self.outcomes = outcomes


@blueprint.get("/proposals/<ref>/messages")
@requires(Permission.MESSAGES_READ)
def thread(ref: str) -> Answer:
    """What was written, oldest first, and the form to write; read from now on."""
    place = queries.find(current_actor(), ref)
    before = _number(request.args.get("before", ""))
    page = _page(place, MessageForm(formdata=None), before=before)
    if before is None:
        service.note_read(place)
    return page


@blueprint.post("/proposals/<ref>/messages")
@requires(Permission.MESSAGES_WRITE)
def send(ref: str) -> Answer:
    """Files are looked into before anything is locked; a refusal keeps the text."""
    actor = current_actor()
    form = MessageForm()
    _find_or_say(actor, ref)
    sent = [one for one in request.files.getlist(form.files.name) if one.filename]

    def act() -> None:
        check_message(form.words.data or "", len(sent))
        uploads = _received(sent)
        key = form.operation.data
        service.send(actor, ref, form.words.data or "", uploads, operation=key)

    error = tried(form, act, Refused, TooMany)
    if error is None:
        flash(_("Your message was sent. The other side is told by mail."), "ok")
        return redirect(url_for("messages.thread", ref=ref, _anchor="last"), 303)
    outcomes = error.outcomes if isinstance(error, FilesRefused) else ()
    chosen = [Sent(clean_line(one.filename or "")[:200], "") for one in sent]
    return _page(_find_or_say(actor, ref), form, files_sent=outcomes or chosen), error.status


@blueprint.post("/proposals/<ref>/messages/settle")
@requires(Permission.MESSAGES_SETTLE)
def settle(ref: str) -> Response:
    """The team's last message needs no answer."""
    form = SettleForm()
    queries.find(current_actor(), ref, Permission.MESSAGES_SETTLE)
    pressed(
        form,
        lambda: service.settle(
            current_actor(), ref, version=form.version.data or 0, operation=form.operation.data
        ),
        _("Marked as needing no answer. It waits again when the team writes."),
    )
    return redirect(url_for("messages.thread", ref=ref), 303)


def _find_or_say(actor: Actor, ref: str) -> Place:
    """The place to write in; who was removed meanwhile is told so, others find nothing."""
    try:
        return queries.find(actor, ref, Permission.MESSAGES_WRITE)
    except NotFound as missing:
        if not queries.was_in_team(actor, ref):
            raise
        raise NotFound(
            msg("You are no longer in the team of this proposal, so your message was not sent.")
        ) from missing


def _received(sent: Sequence[FileStorage]) -> list[service.Upload]:
    """Every file, looked into; FilesRefused names all that cannot be taken, and the others."""
    leave_queue()  # nobody else waits while large files are checked
    taken, outcomes = [], []
    for one in sent:
        name = clean_line(one.filename or "")
        try:
            taken.append(service.Upload(files.receive(one.stream), name))
            outcomes.append(Sent(name[:200], ""))
        except Refused as error:
            outcomes.append(Sent(name[:200], i18n.render(error.message)))
    refused = len(sent) - len(taken)
    if refused:
        words = nmsg(
            "%(n)s file cannot be taken, so nothing was sent. Choose the files again without it",
            "%(n)s files cannot be taken, so nothing was sent. Choose the files again without them",
            refused,
        )
        raise FilesRefused(words, outcomes)
    return taken


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _page(
    place: Place,
    form: MessageForm,
    *,
    before: int | None = None,
    files_sent: Sequence[Sent] = (),
) -> str:
    said, further = queries.page_of_thread(place, before=before)
    zone = ZoneInfo(place.actor.timezone)
    may_settle = place.may(Permission.MESSAGES_SETTLE)
    waits = place.thread is not None and place.thread.waits
    settle_form = SettleForm(formdata=None)
    settle_form.version.data = place.thread.version if place.thread else 0
    return render_template(
        "messages/thread.html",
        place=place,
        heading=heading_of(place),
        is_team=place.role is not None,
        days=_days(said, zone),
        last_n=said[-1].n if said and before is None else None,
        sides=SIDE_WORDS,
        zone=zone,
        zone_name=i18n.place(clock.now().astimezone(zone)),
        blocks=blocks,
        further=further,
        is_earlier=before is not None,
        form=form,
        may_write=place.may(Permission.MESSAGES_WRITE) and before is None,
        may_settle=may_settle and waits and before is None,
        settle_form=settle_form,
        waits=waits,
        files_sent=files_sent,
        most_words=MOST_WORDS,
        most_files=MOST_FILES,
        max_bytes=MAX_BYTES,
        together=current_app.config["MAX_CONTENT_LENGTH"] - REST_OF_FORM,
        accept=accept_attribute(),
        crumbs=_crumbs(place),
    )


def _days(said: Sequence[Said], zone: ZoneInfo) -> list[tuple[date, list[Said]]]:
    """The messages of each day of the reader's calendar."""

    def day_of(one: Said) -> date:
        return one.sent_at.astimezone(zone).date()

    return [(there, list(run)) for there, run in groupby(said, day_of)]


def heading_of(place: Place) -> str:
    """With whom the reader writes."""
    if place.role is not None:
        return _("Messages with the Secretariat")
    return _("Messages with the team")


def _crumbs(place: Place) -> list[tuple[str, str | None]]:
    if place.role is not None:
        first = (_("My proposals"), url_for("proposals.index"))
        home = url_for("proposals.tasks", ref=place.ref)
        return [first, (place.title or _("Proposal without a title"), home), (_("Messages"), None)]
    office = (_("Messages"), url_for("messages.index"))
    if not place.is_submitted:
        return [office, (_("A draft"), None)]
    file = url_for("proposals.tasks", ref=place.ref)  # leads the office to the file
    return [office, (place.title or place.ref, file), (_("Messages"), None)]
