"""Starting a proposal, with what the quiz of the call was answered where it was."""

from babel import Locale
from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls import queries as calls
from grants.calls.models import Call
from grants.calls.rules.quiz import VERDICT_TONES, VERDICT_WORDS
from grants.core.access import current_actor, requires
from grants.core.errors import Refused
from grants.core.i18n import chosen_text, gettext, locale
from grants.permissions import Permission
from grants.proposals.forms.documents import StartForm
from grants.proposals.queries import home
from grants.proposals.queries.points import read_quiz
from grants.proposals.rules.deadline import accepts
from grants.proposals.service import draft
from grants.proposals.views import blueprint
from grants.proposals.views.points import answers_shown


@blueprint.route("/proposals/start/<call_ref>", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_START)
def start(call_ref: str) -> str | Response | tuple[str, int]:
    """What starting means, and the choice of the language; sent twice, one proposal."""
    actor = current_actor()
    call = calls.by_ref(call_ref)
    carried = read_quiz(call, request.args)
    form, status = _form_of(call), 200
    if request.method == "POST":
        try:  # by hand: the result says where to go next
            ref = draft.start(
                actor,
                call_ref,
                form.language.data or "",
                received_at=g.received_at,
                operation=form.operation.data,
                carried=carried,
            )
            return redirect(url_for("proposals.tasks", ref=ref))
        except Refused as error:
            form.refuse(error)
            status = error.status
            form.operation.data = home.start_key(actor, call.id)
    else:
        form.operation.data = home.start_key(actor, call.id)
        reads = (locale().language, actor.language)
        form.language.data = next((code for code in reads if code in call.languages), None)
    page = render_template(
        "proposals/start.html",
        call=call,
        form=form,
        is_open=accepts(call, None, g.received_at),
        own=home.own_proposals(actor, call.id),
        carried=carried,
        said=answers_shown(carried) if carried else [],
        verdict=gettext(VERDICT_WORDS[carried.result.verdict]) if carried else "",
        verdict_tone=VERDICT_TONES[carried.result.verdict] if carried else "",
        crumbs=[(chosen_text(call.title), url_for("calls.show", ref=call.ref))],
    )
    return page if status == 200 else (page, status)


def _form_of(call: Call) -> StartForm:
    """The languages of the call, each by its own name."""
    form = StartForm()
    names = [(code, Locale(code).get_language_name(code)) for code in call.languages]
    form.ask([(code, (name or code).capitalize()) for code, name in names])
    return form
