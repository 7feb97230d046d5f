"""The page of everything beside one proposal, and the panel of it on other pages."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.rules import local_target
from grants.core import clock
from grants.core.access import current_actor
from grants.core.i18n import gettext as _
from grants.core.text import blocks
from grants.notes.forms import ActForm, FlagForm, NoteForm, TagForm
from grants.notes.models import FlagStatus
from grants.notes.queries.panel import MOST, panel_of
from grants.notes.queries.people import colleagues
from grants.notes.queries.place import Place, find
from grants.notes.rules import flags as flag_rules, labels, notes as note_rules, tags as tag_rules
from grants.notes.views import blueprint
from grants.permissions import Permission


@dataclass(frozen=True)
class Forms:
    """The forms of the page; one that was refused comes back with what was typed."""

    tag: TagForm
    note: NoteForm
    flag: FlagForm


def load(ref: str, permission: Permission = Permission.NOTES_READ) -> Place:
    return find(current_actor(), ref, permission)


def here(place: Place, anchor: str | None = None) -> str:
    return url_for("notes.file", ref=place.proposal.ref, _anchor=anchor)


def onward(place: Place, form: ActForm, anchor: str | None = None) -> Response:
    """Back to where the form stood, if that is a page of this system."""
    return redirect(local_target(form.next.data, here(place, anchor)), 303)


def crumbs(place: Place, last: str | None = None) -> list[tuple[str, str | None]]:
    file = url_for("screening.show", call_ref=place.call.ref, ref=place.proposal.ref)
    found: list[tuple[str, str | None]] = [
        (place.title, file),
        (_("Notes"), here(place) if last else None),
    ]
    return [*found, (last, None)] if last else found


def shown(place: Place, **refused: Any) -> str:
    """The page; `refused` is the form that was, by its name."""
    actor = place.actor
    panel = panel_of(actor, place.proposal.id, place.free)
    people = colleagues(place.proposal) if panel.may_write else []
    others = [one for one in people if one.id != actor.person_id]
    forms = Forms(
        tag=refused.get("tag") or TagForm(formdata=None),
        note=refused.get("note") or NoteForm(others, formdata=None),
        flag=refused.get("flag") or FlagForm(people, formdata=None),
    )
    if refused.get("note"):
        forms.note.tell.choices = NoteForm(others, formdata=None).tell.choices
    if refused.get("flag"):
        forms.flag.to.choices = FlagForm(people, formdata=None).to.choices
    return render_template(
        "notes/file.html",
        place=place,
        panel=panel,
        forms=forms,
        refused=next(iter(refused.values()), None),
        act_form=ActForm(formdata=None),
        most=MOST,
        crumbs=crumbs(place),
        **words(),
    )


def words() -> dict[str, Any]:
    """What the macros of this domain need besides the rows."""
    now = clock.now()
    return {
        "labels": labels,
        "limits": {
            "note": note_rules.MOST_WORDS,
            "flag": flag_rules.MOST_WORDS,
            "tag": tag_rules.MOST_CHARACTERS,
        },
        "is_late": lambda status, due_on: flag_rules.is_late(FlagStatus(status), due_on, now),
        "blocks": blocks,
    }


@dataclass(frozen=True)
class PanelForms:
    """What the panel on another page needs to draw its small forms."""

    tag: TagForm
    note: NoteForm
    act: ActForm
    words: dict[str, Any]


@blueprint.app_template_global("notes_forms")
def notes_forms() -> PanelForms:
    """For the pages of a proposal, which stand above: forms that come back to the page they stand
    on, unless it is the answer to another form."""
    found = PanelForms(
        TagForm(formdata=None), NoteForm(formdata=None), ActForm(formdata=None), words()
    )
    back = f"{request.path}#notes" if request.method == "GET" else ""
    for form in (found.tag, found.note, found.act):
        form.next.data = back
    return found
