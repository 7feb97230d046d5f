"""What was ticked in the list, or all that match: how many, which, and what can be done to them."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.models import Call
from grants.calls.queries import checklist_of, for_office
from grants.core.access import current_actor, requires
from grants.core.forms import Form, choices
from grants.core.i18n import chosen_text, gettext as _
from grants.core.messages import N_
from grants.desk.forms import ACT_FORMS, SelectionForm
from grants.desk.models import BulkAct
from grants.desk.queries.bulk import NEEDS, kept_of
from grants.desk.queries.listing import ProposalList
from grants.desk.queries.selection import EVERYTHING, Selection, chosen
from grants.desk.views import blueprint
from grants.desk.views.proposals.addresses import Here, crumbs
from grants.desk.views.proposals.archive import AT_ONCE
from grants.notes.queries.people import secretariat
from grants.notes.queries.tags import tags
from grants.permissions import Permission
from grants.screening.rules.clarification import QUESTION_WORDS

ACT_WORDS = {
    BulkAct.ASSIGN: N_("Give them to an officer"),
    BulkAct.TAG: N_("Put a tag on them"),
    BulkAct.ASK: N_("Ask their cities"),
    BulkAct.ELIGIBLE: N_("Find them eligible"),
}
FIRST = 20  # titles that are shown


@blueprint.post("/calls/<call_ref>/proposals/selected")
@requires(Permission.PROPOSAL_LIST)
def proposals_selected(call_ref: str) -> str | Response:
    """Changes nothing: each act has its own form or address below."""
    actor = current_actor()
    call = for_office(actor, call_ref)
    picked = chosen(actor, call, request.form)
    if not picked.count:
        return back_to_list(call, picked)
    forms = {act: ACT_FORMS[act](formdata=None) for act in BulkAct if actor.may(NEEDS[act])}
    return selected_page(call, picked, forms)


def back_to_list(call: Call, picked: Selection) -> Response:
    """Nothing was chosen, or nothing of it is left."""
    flash(
        _("None of the proposals you ticked is in the list any more.")
        if picked.gone
        else _("Tick one proposal at least, or “all that match”."),
        "error",
    )
    return redirect(_list_url(call, picked))


def selected_page(call: Call, picked: Selection, forms: dict[BulkAct, Form]) -> str:
    """What was chosen and what can be done to it; a form with errors is open. Eleven queries at
    most, three of which only those who act on proposals need."""
    actor, here = current_actor(), Here(call.ref)
    first = ProposalList(actor, call).page(picked.wanted, ("title", "city"), 1)[:FIRST]
    offer(forms, call)
    return render_template(
        "desk/selected.html",
        call=call,
        picked=picked,
        first=[(row[0], row[2] or _("Untitled"), row[3]) for row in first],
        further=picked.count - len(first),
        form=SelectionForm(formdata=None),
        kept=_kept(picked.wanted.arguments(), picked.refs, is_all=picked.is_all),
        xlsx=here.url(picked.wanted, "desk.proposals_export"),
        xlsx_all=here.url(picked.wanted, "desk.proposals_export", whole="yes"),
        csv=here.url(picked.wanted, "desk.proposals_csv"),
        archive=here.url(picked.wanted, "desk.proposals_zip") if picked.count <= AT_ONCE else None,
        ask=url_for("desk.bundle_ask", call_ref=call.ref),
        forms=forms,
        question_words=QUESTION_WORDS,
        tags=[tag.name for tag in tags(actor)] if BulkAct.TAG in forms else [],
        runs=[(run, ACT_WORDS[run.act]) for run in kept_of(actor, call)] if forms else [],
        crumbs=crumbs(call, _("Chosen proposals"), _list_url(call, picked)),
    )


def offer(forms: dict[BulkAct, Form], call: Call) -> None:
    """What the forms let choose: people of the Secretariat, curable items of the checklist."""
    if assign := forms.get(BulkAct.ASSIGN):
        assign["officers"].choices = choices((one.ref, one.name) for one in secretariat())
    if ask := forms.get(BulkAct.ASK):
        ask["items"].choices = choices(
            (item.code, f"{item.code}: {chosen_text(item.text)}")
            for item in checklist_of(call)
            if item.curable
        )


def _list_url(call: Call, picked: Selection) -> str:
    return Here(call.ref).url(picked.wanted if picked.is_all else picked.wanted.bare(), all="1")


def _kept(
    arguments: dict[str, list[str]], refs: tuple[str, ...], *, is_all: bool
) -> list[tuple[str, str]]:
    """Hidden fields that carry the same choice on: `chosen` reads them again."""
    names = {n: v for n, v in arguments.items() if n not in ("only", "columns", "size")}
    found = [(name, value) for name, values in names.items() for value in values]
    return [*found, (EVERYTHING, "yes")] if is_all else [*found, *(("ref", r) for r in refs)]
