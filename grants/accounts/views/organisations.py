"""Organisations, who works for them, and the register of members."""

from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts import queries
from grants.accounts.forms.organisations import (
    AffiliationForm,
    EndAffiliationForm,
    MembershipForm,
    MergeForm,
    OrganisationForm,
)
from grants.accounts.forms.people import ButtonForm
from grants.accounts.models import MembershipKind, OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES, MEMBERSHIP_NAMES
from grants.accounts.service import organisations as service
from grants.accounts.views import blueprint
from grants.accounts.views.answers import Answer, shown
from grants.core import clock, operations
from grants.core.access import current_actor, requires
from grants.core.acts import done
from grants.core.errors import Conflict, NotFound, Refused, Repeated
from grants.core.forms import Form, labelled
from grants.core.i18n import choose_language, gettext as _
from grants.core.messages import msg
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission
from grants.places.queries import country_names

PAGE = 50


def _to_file(ref: str) -> Response:
    return redirect(url_for("accounts.organisation", ref=ref))


@blueprint.get("/organisations/")
@requires(Permission.ORGANISATION_READ)
def organisations() -> str:
    actor = current_actor()
    names = ("q", "kind", "country", "members")
    asked = {name: request.args.get(name, "").strip()[:200] for name in names}
    rows, total = queries.organisations_page(
        actor,
        text=asked["q"],
        kind=OrganisationKind(asked["kind"]) if asked["kind"] in list(OrganisationKind) else None,
        country=asked["country"],
        only_members=asked["members"] == "yes",
        offset=(asked_page() - 1) * PAGE,
        most=PAGE,
    )
    return render_template(
        "accounts/organisations.html",
        rows=rows,
        page=page_of(total, most=PAGE),
        total=total,
        asked=asked,
        kinds={kind: _(name) for kind, name in KIND_NAMES.items()},
        memberships={kind: _(name) for kind, name in MEMBERSHIP_NAMES.items()},
        countries=country_names(choose_language()),
        may_manage=actor.may(Permission.ORGANISATION_MANAGE),
    )


@blueprint.get("/organisations/<ref>")
@requires(Permission.ORGANISATION_READ)
def organisation(ref: str) -> str:
    return _file_page(ref)


def _file_page(
    ref: str,
    *,
    affiliation: AffiliationForm | None = None,
    membership: MembershipForm | None = None,
) -> str:
    actor = current_actor()
    file = queries.organisation_file(actor, ref)
    row = file.organisation
    member = file.membership
    now = clock.now()
    is_member = member is not None and (member.ends_at is None or member.ends_at > now)
    shown: Form | None = affiliation or membership
    return render_template(
        "accounts/organisation.html",
        file=file,
        organisation=row,
        is_member=is_member,
        kind=_(KIND_NAMES[row.kind]),
        membership_name=_(MEMBERSHIP_NAMES[member.kind]) if member else "",
        country=country_names(choose_language()).get(row.country or "", ""),
        form=shown,
        affiliation=affiliation or AffiliationForm(formdata=None),
        membership=membership or MembershipForm(queries.constituencies(), formdata=None),
        ends={
            one.id: EndAffiliationForm(formdata=None, affiliation=one.id)
            for one in file.people
            if one.ends_at is None
        },
        button_form=ButtonForm(formdata=None),
        may_manage=actor.may(Permission.ORGANISATION_MANAGE) and row.merged_into_id is None,
    )


@blueprint.route("/organisations/add", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def add_organisation() -> str | Response | Answer:
    form = OrganisationForm(country_names(choose_language()), version=0)

    def act() -> str:
        details = _details(form)
        return service.create(current_actor(), details, operation=form.operation.data).ref

    if form.validate_on_submit():
        try:
            ref = operations.outcome(act)  # by hand: the result says where to go next
        except Refused as error:
            form.refuse(error)
        else:
            flash(_("The organisation is added."), "ok")
            return _to_file(ref)
    return shown(render_template("accounts/organisation_form.html", form=form, organisation=None))


@blueprint.route("/organisations/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def edit_organisation(ref: str) -> str | Response | Answer:
    actor = current_actor()
    row = queries.organisation_by_ref(actor, ref)
    form = OrganisationForm(country_names(choose_language()), obj=row)
    if request.method == "GET":
        form.kind.data = row.kind.value

    def act() -> None:
        version, key = form.version.data or 0, form.operation.data
        try:
            service.edit(actor, row, _details(form), version=version, operation=key)
        except Conflict as conflict:
            raise labelled(form, conflict) from conflict

    if form.validate_on_submit() and done(form, act):
        flash(_("The organisation is saved."), "ok")
        return _to_file(ref)
    return shown(render_template("accounts/organisation_form.html", form=form, organisation=row))


def _details(form: OrganisationForm) -> service.Details:
    return service.Details(
        name=form.name.data,
        kind=OrganisationKind(form.kind.data),
        country=form.country.data or None,
        acronym=form.acronym.data,
        email_domain=form.email_domain.data,
        registration_no=form.registration_no.data,
    )


@blueprint.route("/organisations/<ref>/merge", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def merge_organisation(ref: str) -> str | Response | Answer:
    actor = current_actor()
    source = queries.organisation_by_ref(actor, ref)
    chosen = request.args.get("target", "")
    if not chosen:
        asked = request.args.get("q", source.name).strip()[:200]
        rows, _total = queries.organisations_page(actor, text=asked, most=20)
        found = [row for row in rows if row.ref != ref]
        return render_template(
            "accounts/merge_choose.html", organisation=source, rows=found, asked=asked
        )
    target = queries.organisation_by_ref(actor, chosen)
    form = MergeForm()
    if form.validate_on_submit():
        given = {"reason": form.reason.data, "operation": form.operation.data}
        if done(form, lambda: service.merge(actor, source, target, **given)):
            flash(_("The two organisations are one now."), "ok")
            return _to_file(chosen)
    return shown(render_template("accounts/merge.html", source=source, target=target, form=form))


@blueprint.post("/organisations/<ref>/people")
@requires(Permission.ORGANISATION_MANAGE)
def affiliate(ref: str) -> str | Response | Answer:
    actor = current_actor()
    form = AffiliationForm()

    def affiliate_known() -> None:
        person = queries.person_by_email(form.email.data)
        if person is None:
            words = msg("Nobody has an account with this address. Invite them first")
            raise Refused(words, {"email": words})
        service.affiliate(
            actor,
            person,
            queries.organisation_by_ref(actor, ref),
            title=form.title.data,
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, affiliate_known):
        flash(_("The person is added to the organisation."), "ok")
        return _to_file(ref)
    return shown(_file_page(ref, affiliation=form))


@blueprint.post("/organisations/<ref>/people/end")
@requires(Permission.ORGANISATION_MANAGE)
def end_affiliation(ref: str) -> Response:
    actor = current_actor()
    form = EndAffiliationForm()
    rows = {str(row.id): row.id for row in queries.organisation_file(actor, ref).people}
    if form.affiliation.data not in rows:
        raise NotFound
    with suppress(Repeated):  # a refusal has a page of its own: the button has no fields
        service.end_affiliation(actor, rows[form.affiliation.data], operation=form.operation.data)
    flash(_("The person does not work there any more."), "ok")
    return _to_file(ref)


@blueprint.post("/organisations/<ref>/membership")
@requires(Permission.ORGANISATION_MANAGE)
def make_member(ref: str) -> str | Response | Answer:
    actor = current_actor()
    form = MembershipForm(queries.constituencies())

    def join() -> None:
        service.make_member(
            actor,
            queries.organisation_by_ref(actor, ref),
            constituency=form.constituency.data,
            kind=MembershipKind(form.membership.data),
            operation=form.operation.data,
        )

    if form.validate_on_submit() and done(form, join):
        flash(_("The membership is saved."), "ok")
        return _to_file(ref)
    return shown(_file_page(ref, membership=form))


@blueprint.post("/organisations/<ref>/membership/end")
@requires(Permission.ORGANISATION_MANAGE)
def end_membership(ref: str) -> Response:
    actor = current_actor()
    form = ButtonForm()
    with suppress(Repeated):
        service.end_membership(
            actor, queries.organisation_by_ref(actor, ref), operation=form.operation.data
        )
    flash(_("The membership has ended."), "ok")
    return _to_file(ref)
