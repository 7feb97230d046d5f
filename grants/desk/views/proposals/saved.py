"""Named views of the list: made from the present one, shared, renamed, deleted, begun with."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import for_office
from grants.core.access import current_actor, requires
from grants.core.acts import pressed, tried
from grants.core.errors import Conflict, Refused
from grants.core.forms import labelled
from grants.core.i18n import gettext as _
from grants.desk.forms import SelectionForm, ViewForm
from grants.desk.models import SavedView
from grants.desk.queries import saved_views as queries
from grants.desk.queries.listing import ProposalList, Wanted
from grants.desk.service import lists
from grants.desk.views import blueprint
from grants.desk.views.proposals import choices
from grants.desk.views.proposals.addresses import Here, asked, crumbs, here_of, with_query
from grants.notes.queries.tags import tags
from grants.permissions import Permission, Relation

BASE = "/calls/<call_ref>/proposals/views"


@blueprint.get(BASE)
@requires(Permission.PROPOSAL_LIST)
def saved_views(call_ref: str) -> str:
    """Every view there is for the reader, with what can be done to it."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    here, wanted = here_of(call), asked()
    back = here.url(wanted) if wanted.arguments() else here.url(wanted, view="all")
    mine = queries.liking(actor)
    return render_template(
        "desk/saved_views.html",
        call=call,
        views=[(v, Here(call.ref, v.ref).url(Wanted.read(v.query))) for v in mine.views],
        default=mine.default,
        leads=actor.is_(Relation.LEAD),
        act_form=SelectionForm(formdata=None),
        save_url=here.url(wanted, "desk.saved_view_new"),
        back=back,
        crumbs=crumbs(call, _("Views"), back),
    )


@blueprint.route(f"{BASE}/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_LIST)
def saved_view_new(call_ref: str) -> str | Response | tuple[str, int]:
    """A name for what the address asks for."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    here, wanted = here_of(call), asked()
    form = ViewForm()
    made: list[str] = []

    def act() -> None:
        query, key = wanted.arguments(), form.operation.data
        shared = bool(form.shared.data)
        made.append(
            lists.save_view(actor, form.name.data or "", query, shared=shared, operation=key)
        )

    if form.validate_on_submit() and tried(form, act, Refused) is None:
        flash(_("The view is saved."), "ok")
        return redirect(Here(call.ref, made[0] if made else "").url(wanted))
    page = _page(call, form, wanted, here.url(wanted, "desk.saved_view_new"), here.url(wanted))
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route(f"{BASE}/<view_ref>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_LIST)
def saved_view(call_ref: str, view_ref: str) -> str | Response | tuple[str, int]:
    """Another name, shared or not, other filters."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    row = queries.changeable(actor, view_ref)
    wanted, back = asked(), url_for("desk.saved_views", call_ref=call.ref)
    form = ViewForm(data={"name": row.name, "shared": row.is_shared, "version": row.version})
    query = wanted.arguments() or None  # an address that asks for nothing leaves the filters

    def act() -> None:
        lists.change_view(
            actor,
            view_ref,
            form.name.data or "",
            shared=bool(form.shared.data),
            version=form.version.data,
            query=query,
        )

    if form.validate_on_submit():
        try:
            refused = tried(form, act, Refused)
        except Conflict as conflict:
            raise labelled(form, conflict) from conflict
        if refused is None:
            flash(_("The view is changed."), "ok")
            return redirect(back)
    path = url_for("desk.saved_view", call_ref=call.ref, view_ref=view_ref)
    action = with_query(path, dict(wanted.arguments()))
    shown = wanted if wanted.arguments() else Wanted.read(row.query)
    page = _page(call, form, shown, action, back, row)
    return (page, 422) if form.errors or form.form_errors else page


@blueprint.route(f"{BASE}/<view_ref>/delete", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_LIST)
def saved_view_delete(call_ref: str, view_ref: str) -> str | Response:
    """What goes with it is said before."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    row = queries.changeable(actor, view_ref)
    back = url_for("desk.saved_views", call_ref=call.ref)
    form = SelectionForm()
    if request.method == "POST":
        pressed(form, lambda: lists.delete_view(actor, view_ref), _("The view is deleted."))
        return redirect(back)
    return render_template(
        "desk/delete_view.html",
        call=call,
        view=row,
        users=queries.users_of(row),
        form=form,
        back=back,
        crumbs=crumbs(call, _("Delete a view"), back),
    )


@blueprint.post(f"{BASE}/begin")
@requires(Permission.PROPOSAL_LIST)
def saved_view_begin(call_ref: str) -> Response:
    """The view the reader's list opens with; none named: all proposals."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    ref = request.form.get("view", "")[:40] or None
    pressed(
        SelectionForm(),
        lambda: lists.begin_with(actor, ref),
        _("Your list now begins with this view.") if ref else _("Your list begins with all."),
    )
    return redirect(url_for("desk.saved_views", call_ref=call.ref))


def _page(
    call: Call,
    form: ViewForm,
    wanted: Wanted,
    action: str,
    back: str,
    row: SavedView | None = None,
) -> str:
    actor = current_actor()
    found = ProposalList(actor, call)
    offered = choices.options(call, found.facets(), tags(actor))
    heading = _("Change a view") if row else _("Save this view")
    return render_template(
        "desk/saved_view.html",
        call=call,
        form=form,
        heading=heading,
        action=action,
        back=back,
        chips=choices.chips(call, wanted, offered, Here(call.ref)),
        count=found.count(wanted),
        may_share=queries.may_share(actor),
        is_new=row is None,
        crumbs=crumbs(call, heading, back),
    )
