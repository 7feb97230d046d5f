"""One item: its paper, and what a member can say on it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.board import queries
from grants.board.forms import ObjectForm, VoteForm, WithdrawForm
from grants.board.models import (
    Choice,
    Item,
    ItemKind,
    ItemStatus,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Outcome,
)
from grants.board.queries.papers import ItemFile
from grants.board.rules import words
from grants.board.rules.recusal import CAUSE_WORDS
from grants.board.service import prepare, voice
from grants.board.service.reply import note_read
from grants.board.views import blueprint
from grants.board.views.speaking import may_recuse_seats, may_step_aside, takes_part, title_of
from grants.board.views.words import refusal_of, time_left
from grants.coordination.queries import comments_of
from grants.core import charts
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.acts import done
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]


@blueprint.get("/board/<ref>/items/<int:n>")
@requires(Permission.BOARD_READ)
def item(ref: str, n: int) -> str:
    return _page(ref, n)


@blueprint.post("/board/<ref>/items/<int:n>/object")
@requires(Permission.BOARD_TAKE_PART)
def object_to(ref: str, n: int) -> Answer:
    form = ObjectForm()
    if form.validate() and done(
        form,
        lambda: voice.object_to(
            current_actor(), ref, n, form.reason.data, operation=form.operation.data
        ),
    ):
        flash(_("Your objection is recorded. The item goes to a meeting when this closes."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, form)


@blueprint.post("/board/<ref>/items/<int:n>/vote")
@requires(Permission.BOARD_TAKE_PART)
def vote(ref: str, n: int) -> Answer:
    form = VoteForm()
    if form.validate() and done(
        form,
        lambda: voice.vote(
            current_actor(), ref, n, Choice(form.choice.data), operation=form.operation.data
        ),
    ):
        flash(_("Your vote is recorded. You can change it until the meeting is closed."), "ok")
        return redirect(url_for("board.item", ref=ref, n=n))
    return _again(ref, n, form)


@blueprint.post("/board/<ref>/items/<int:n>/withdraw")
@requires(Permission.BOARD_PREPARE)
def withdraw(ref: str, n: int) -> Answer:
    form = WithdrawForm()
    if form.validate() and done(
        form,
        lambda: prepare.withdraw_item(
            current_actor(), ref, n, form.why_off.data, operation=form.operation.data
        ),
    ):
        flash(_("Item %(n)s was taken off the agenda.", n=n), "ok")
        return redirect(url_for("board.meeting", ref=ref))
    return _again(ref, n, form)


def _again(ref: str, n: int, form: Form) -> tuple[str, int]:
    form.renew_operation()
    return _page(ref, n, form), 422


def _page(ref: str, n: int, tried: Form | None = None) -> str:
    actor = current_actor()
    found = queries.item_file(actor, ref, n)
    context: dict[str, Any] = {
        "file": found,
        "meeting": found.meeting,
        "code": queries.code_of(found.meeting),
        "left": time_left(found.meeting),
        "form": tried,
        "crumbs": [
            (_("Meetings"), url_for("board.index")),
            (queries.code_of(found.meeting), url_for("board.meeting", ref=ref)),
            (_("Item %(n)s", n=n), None),
        ],
    }
    if found.item is None:
        return render_template("board/item_recused.html", **context)
    context |= _papers(found, found.item)
    about = found.item.proposal_id
    context["overlap"] = comments_of(actor, about) if about is not None else []
    context |= _voices(actor, found, found.item, tried)
    if context["own"] and not context["own"].has_read:
        note_read(found.item.id, actor.person_id or 0)
    return render_template("board/item.html", item=found.item, **context)


def _papers(found: ItemFile, item: Item) -> dict[str, Any]:
    paper = queries.award_paper(item, found.blinders) if item.kind is ItemKind.PROPOSAL else None
    rows = queries.remainder_rows(item, found.blinders) if item.kind is ItemKind.REMAINDER else []
    spread = None
    if paper is not None and paper.mean_milli is not None and paper.spread_milli is not None:
        mean, half = paper.mean_milli / 1000, paper.spread_milli / 2000
        spread = charts.spread(mean - half, mean, mean + half)
    status, tone = words.ITEM_STATUSES[item.status]
    return {
        "title": title_of(item),
        "paper": paper,
        "spread": spread,
        "reserve": [row for row in rows if row.outcome is Outcome.RESERVE],
        "rest": [row for row in rows if row.outcome is Outcome.REJECTED],
        "text": blocks(item.paper) if item.paper and paper is None else [],
        "status_words": _(status),
        "tone": tone,
        "refusal": refusal_of(item.facts),
        "verdict": item.facts.get("verdict"),
        "words": words,
        "ItemKind": ItemKind,
        "ItemStatus": ItemStatus,
        "MeetingKind": MeetingKind,
        "Choice": Choice,
    }


def _voices(actor: Actor, found: ItemFile, item: Item, tried: Form | None) -> dict[str, Any]:
    """The forms this reader has, and what the record shows them."""
    meeting = found.meeting
    sees = queries.sees_voices(actor, meeting.status)
    own = queries.own_voice(actor, item)
    can = _may_speak(actor, meeting, item, own)
    chairs = may_recuse_seats(actor, meeting)
    secretary = actor.may(Permission.BOARD_PREPARE)
    open_item = item.status is ItemStatus.OPEN and meeting.status in (
        MeetingStatus.DRAFT,
        MeetingStatus.OPEN,
    )
    return {
        "own": own,
        "voices": queries.voices(actor, item, found.blinders) if sees else [],
        "sees_voices": sees,
        "late": queries.late_voices(actor, item),
        "cause_words": CAUSE_WORDS,
        "object_form": _own(tried, ObjectForm) if can["object"] else None,
        "vote_form": _vote_form(tried, own) if can["vote"] else None,
        "may_step_aside": can["recuse"],
        "may_recuse_seats": chairs,
        "withdraw_form": _own(tried, WithdrawForm) if secretary and open_item else None,
        "asks_country": can["recuse"] and own is not None and own.asks_country,
    }


def _may_speak(
    actor: Actor, meeting: Meeting, item: Item, own: queries.Own | None
) -> dict[str, bool]:
    is_open = (
        takes_part(actor, own)
        and meeting.status is MeetingStatus.OPEN
        and item.status is ItemStatus.OPEN
        and not queries.is_over(meeting)
    )
    written = meeting.kind is MeetingKind.WRITTEN
    return {
        "object": is_open and written,
        "vote": is_open and not written,
        "recuse": may_step_aside(actor, meeting, own),
    }


def _own(tried: Form | None, kind: type[Form]) -> Form:
    return tried if isinstance(tried, kind) else kind(formdata=None)


def _vote_form(tried: Form | None, own: queries.Own | None) -> Form:
    if isinstance(tried, VoteForm):
        return tried
    chosen = own.choice.value if own is not None and own.choice is not None else None
    return VoteForm(formdata=None, choice=chosen)
