"""The panel's talk about a proposal: for its evaluators, and for the office."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.permissions import Permission
from grants.reviews.forms import RemarkForm
from grants.reviews.models import Audience
from grants.reviews.queries import discussion as queries
from grants.reviews.queries.discussion import Room, Said, Voice
from grants.reviews.service import discussion as service
from grants.reviews.views import blueprint
from grants.reviews.views.answers import DONE, Crumbs, call_crumbs, own_crumbs, sent

Answer = str | Response | tuple[str, int]
Find = Callable[..., Room]


@blueprint.route("/<ref>/discussion", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def own_discussion(ref: str) -> Answer:
    """For an evaluator who opened the others' reviews."""

    def find(*, lock: bool = False) -> Room:
        return queries.room_of_evaluator(current_actor(), ref, lock=lock)

    return _page(
        find,
        url_for("reviews.own_discussion", ref=ref),
        (url_for("reviews.read", ref=ref), _("The reviews")),
        own_crumbs(_("Talk about it")),
    )


@blueprint.route("/calls/<call_ref>/proposals/<ref>/discussion", methods=["GET", "POST"])
@requires(Permission.REVIEWS_READ)
def discussion(call_ref: str, ref: str) -> Answer:
    """For leads and auditors, once the scores are opened."""

    def find(*, lock: bool = False) -> Room:
        return queries.room_of_office(current_actor(), call_ref, ref, lock=lock)

    return _page(
        find,
        url_for("reviews.discussion", call_ref=call_ref, ref=ref),
        (url_for("reviews.proposal", call_ref=call_ref, ref=ref), _("The reviews")),
        None,
    )


def _page(find: Find, action: str, back: tuple[str, str], crumbs: Crumbs | None) -> Answer:
    room = find()
    said = queries.remarks(room)
    form = RemarkForm(
        [(one.key, called(room, one)) for one in room.readers(Audience.PANEL)],
        [(one.ref, one.words[:60]) for one in said if one.by_id == room.actor.person_id],
    )

    def act() -> None:
        there = find(lock=True)
        service.say(
            there,
            form.words.data or "",
            Audience(form.audience.data or Audience.PANEL),
            tell=form.tell.data or (),
            called={one.person_id: called(there, one) for one in there.voices.values()},
            corrects=form.corrects.data or "",
            operation=form.operation.data,
        )

    status = sent(form, act)
    if status == DONE:
        flash(_("Your remark is kept."), "ok")
        return redirect(f"{action}#write", 303)
    page = render_template(
        "reviews/discussion.html",
        room=room,
        form=form,
        said=[_shown(room, one) for one in said],
        blocks=blocks,
        most_words=service.MOST_WORDS,
        action=action,
        back=back,
        crumbs=crumbs or call_crumbs(room.call, _("Ranking"), "reviews.ranking"),
    )
    return page, status


def _shown(room: Room, one: Said) -> dict[str, Any]:
    is_mine = one.by_id == room.actor.person_id
    side = "mine" if is_mine else "office" if one.by and not one.by.letter else "team"
    return {
        "remark": one,
        "side": side,
        "by": _("You") if is_mine else called(room, one.by),
        "told": ", ".join(called(room, voice) for voice in one.told),
    }


def called(room: Room, voice: Voice | None) -> str:
    """How the reader knows somebody of the panel."""
    if voice is None:
        return _("Somebody who has left")
    if not voice.letter:
        return voice.name
    if not room.sees_names:
        return _("Evaluator %(n)s", n=voice.letter)
    return voice.name
