"""Raising a flag, its page with its history, and every step with it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.i18n import gettext as _
from grants.core.messages import N_
from grants.notes import service
from grants.notes.forms import FlagForm, HandForm, StepForm
from grants.notes.models import FlagAct, FlagStatus
from grants.notes.queries.flags import flag_of, steps_of
from grants.notes.queries.people import colleagues
from grants.notes.queries.place import Place
from grants.notes.rules.flags import may_act
from grants.notes.views import blueprint
from grants.notes.views.page import crumbs, load, onward, shown, words
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]

DONE = {
    FlagAct.HANDED: N_("The flag is handed on. The person is told by mail."),
    FlagAct.RESOLVED: N_("The flag is resolved."),
    FlagAct.REOPENED: N_("The flag is open again."),
}


@blueprint.post("/proposals/<ref>/flags")
@requires(Permission.NOTES_WRITE)
def raise_flag(ref: str) -> Answer:
    place = load(ref, Permission.NOTES_WRITE)
    form = FlagForm()

    def act() -> None:
        service.raise_flag(
            current_actor(),
            ref,
            to=form.to.data or "",
            words=form.words.data or "",
            due_on=form.due_on.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, act):
        flash(_("The flag is raised. The person is told by mail."), "ok")
        return onward(place, form, "flags")
    return shown(load(ref, Permission.NOTES_WRITE), flag=form), 422


@blueprint.get("/proposals/<ref>/flags/<flag_ref>")
@requires(Permission.NOTES_READ)
def flag(ref: str, flag_ref: str) -> str:
    """One flag with its history, and what may be done with it."""
    return _page(load(ref), flag_ref)


@blueprint.post("/proposals/<ref>/flags/<flag_ref>/hand")
@requires(Permission.NOTES_WRITE)
def hand(ref: str, flag_ref: str) -> Answer:
    form = HandForm()
    return _changed(ref, flag_ref, FlagAct.HANDED, form, lambda: form.to.data or "")


@blueprint.post("/proposals/<ref>/flags/<flag_ref>/resolve")
@requires(Permission.NOTES_WRITE)
def resolve(ref: str, flag_ref: str) -> Answer:
    return _changed(ref, flag_ref, FlagAct.RESOLVED, StepForm())


@blueprint.post("/proposals/<ref>/flags/<flag_ref>/reopen")
@requires(Permission.NOTES_WRITE)
def reopen(ref: str, flag_ref: str) -> Answer:
    return _changed(ref, flag_ref, FlagAct.REOPENED, StepForm())


def _changed(
    ref: str, flag_ref: str, act: FlagAct, form: StepForm, to: Callable[[], str] = str
) -> Answer:
    def change() -> None:
        service.change_flag(
            current_actor(),
            ref,
            flag_ref,
            act,
            words=form.words.data or "",
            version=form.version.data or 0,
            to=to(),
            operation=form.operation.data,
        )

    load(ref, Permission.NOTES_WRITE)
    if form.validate_on_submit() and done(form, change):
        flash(_(DONE[act]), "ok")
        return redirect(url_for("notes.flag", ref=ref, flag_ref=flag_ref), 303)
    return _page(load(ref, Permission.NOTES_WRITE), flag_ref, act, form), 422


def _page(
    place: Place, flag_ref: str, act: FlagAct | None = None, refused: StepForm | None = None
) -> str:
    row = flag_of(place.proposal.id, flag_ref)
    may = may_act(place.actor, to_id=row.to_id, raised_by_id=row.raised_by_id)
    is_open = row.status is FlagStatus.OPEN
    people = colleagues(place.proposal) if may and is_open else []
    hand_form = HandForm([one for one in people if one.id != row.to_id], formdata=None)
    step_form = StepForm(formdata=None)
    if refused is not None and act is FlagAct.HANDED and isinstance(refused, HandForm):
        refused.to.choices = hand_form.to.choices
        hand_form = refused
    elif refused is not None:
        step_form = refused
    for form in (hand_form, step_form):
        form.version.data = row.version
    # two forms on one page: no id twice
    hand_form.words.id = "hand-words"
    steps = steps_of(row.id)
    return render_template(
        "notes/flag.html",
        place=place,
        flag=row,
        to=next((step.to for step in reversed(steps) if step.to), ""),
        steps=steps,
        may=may,
        is_open=is_open,
        hand_form=hand_form,
        step_form=step_form,
        refused=refused,
        crumbs=crumbs(place, _("Flag")),
        **words(),
    )
