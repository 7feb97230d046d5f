"""Questions about a call, as everybody sees them: the list with its answers, and asking."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.calls import queries, rules
from grants.calls.forms import AskForm
from grants.calls.models import Call
from grants.calls.queries import inquiries as loading
from grants.calls.rules.inquiries import ANSWER_DAYS, ASKED_WORDS, STATUS_TONES, STATUS_WORDS
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.service import inquiries as service
from grants.calls.views import blueprint
from grants.calls.views.steps import told
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.acts import tried
from grants.core.errors import Refused, TooMany
from grants.core.i18n import gettext as _
from grants.core.paging import asked_page, page_of
from grants.permissions import Permission

SHOWN = 50  # answers a page


@blueprint.get("/calls/<ref>/questions")
@requires(Permission.PUBLIC_READ)
def questions(ref: str) -> str:
    """Every answered question, the latest first; below it what the reader asked."""
    actor = current_actor()
    call = queries.by_ref(ref)
    page = page_of(loading.count_answered(call), most=SHOWN)
    return render_template(
        "calls/questions.html",
        call=call,
        answered=loading.answered(call, start=(asked_page() - 1) * SHOWN, most=SHOWN),
        page=page,
        told=told,
        own=loading.own_inquiries(actor, call),
        words=STATUS_WORDS,
        tones=STATUS_TONES,
        language_words={code: _(words) for code, words in LANGUAGE_WORDS.items()},
        may_ask=rules.accepts_work(call, clock.now()),
        may_answer=actor.may(Permission.CALL_ANSWER),
        crumbs=_crumbs(call, _("Questions and answers")),
    )


@blueprint.route("/calls/<ref>/questions/ask", methods=["GET", "POST"])
@requires(Permission.CALL_ASK)
def ask(ref: str) -> str | Response | tuple[str, int]:
    """One text, and what happens with it."""
    actor = current_actor()
    call = queries.by_ref(ref)
    form = AskForm()
    status = 200
    if form.validate_on_submit():
        error = tried(
            form,
            lambda: service.ask(
                actor,
                ref,
                form.words.data or "",
                language=i18n.locale().language,
                operation=form.operation.data,
            ),
            Refused,
            TooMany,
        )
        if error is None:
            flash(_("Your question is with the Secretariat. You get a mail with the answer."), "ok")
            return redirect(url_for("calls.questions", ref=ref), 303)
        status, call = error.status, queries.by_ref(ref)
    elif form.is_submitted():
        status = 422
    page = render_template(
        "calls/ask.html",
        call=call,
        form=form,
        is_open=rules.accepts_work(call, clock.now()),
        most=ASKED_WORDS,
        days=ANSWER_DAYS,
        crumbs=_crumbs(call, _("Ask a question")),
    )
    return page if status == 200 else (page, status)


def _crumbs(call: Call, here: str) -> list[tuple[str, str | None]]:
    return [
        (_("Calls"), url_for("calls.index")),
        (i18n.chosen_text(call.title), url_for("calls.show", ref=call.ref)),
        (here, None),
    ]
