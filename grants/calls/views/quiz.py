"""May we apply? A few questions on one page; nothing about the visitor is stored."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls import queries
from grants.calls.forms import Choices, quiz_form
from grants.calls.models import Call
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.rules.quiz import (
    ELSEWHERE,
    SAID_WORDS,
    SHARE,
    VERDICT_TONES,
    VERDICT_WORDS,
    QuizQuestion,
    result_of,
)
from grants.calls.views import blueprint
from grants.calls.views.public import country_choices, state_of
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _, ngettext
from grants.permissions import Permission


@blueprint.get("/calls/<ref>/quiz")
@requires(Permission.PUBLIC_READ)
def quiz(ref: str) -> tuple[str, int]:
    """The questions; with answers in the address, what they come to."""
    call = queries.readable(current_actor(), ref)
    names = country_choices(call)
    questions = queries.quiz_of(call, set(names))
    if not questions:
        raise NotFound
    form = quiz_form(questions, _choices(questions, names), request.args)
    result, status = None, 200
    if _is_answered(questions, request.args):
        if form.validate():
            answers = {question.code: form[question.code].data for question in questions}
            result = result_of(questions, answers, set(names))
        else:
            status = 422
    page = render_template(
        "calls/quiz.html",
        **state_of(call),
        form=form,
        fields=[(form[question.code], _hint(question, call)) for question in questions],
        result=result,
        start_url=_start_url(call, form, questions),
        result_words=_(VERDICT_WORDS[result.verdict]) if result else "",
        result_tone=VERDICT_TONES[result.verdict] if result else "",
        refused=_points(result.refused if result else ()),
        unsure=_points(result.unsure if result else ()),
        crumbs=[
            (_("Calls"), url_for("calls.index")),
            (i18n.chosen_text(call.title), url_for("calls.show", ref=ref)),
            (_("Can you apply?"), None),
        ],
    )
    return page, status


def _start_url(call: Call, form: BaseForm, questions: tuple[QuizQuestion, ...]) -> str:
    """Where a proposal is started, with the answers: they are nowhere but in the address."""
    answers = {form[q.code].name: form[q.code].data or None for q in questions}
    return url_for("proposals.start", call_ref=call.ref, **answers)


def _is_answered(questions: tuple[QuizQuestion, ...], given: MultiDict[str, str]) -> bool:
    """Was the form sent, even with nothing chosen?"""
    return "answer" in given or any(f"q-{question.code}" in given for question in questions)


def _choices(questions: tuple[QuizQuestion, ...], names: Mapping[str, str]) -> dict[str, Choices]:
    """What can be answered to each question, in the reader's language."""
    plain = [(said.value, _(words)) for said, words in SAID_WORDS.items()]
    countries = [*names.items(), (ELSEWHERE, _("Another country"))]
    return {q.code: countries if q.asks_country else plain for q in questions}


def _hint(question: QuizQuestion, call: Call) -> str:
    """What of the call one must know to answer."""
    match question.topic:
        case "amount_in_range":
            least = i18n.money(call.min_cents, call.currency)
            most = i18n.money(call.max_cents, call.currency)
            return _("Grants from %(least)s to %(most)s", least=least, most=most)
        case topic if topic == SHARE:
            share = i18n.share(call.max_share_bp)
            return _("The grant pays at most %(share)s of the cost in cash.", share=share)
        case "duration_in_range":
            return ngettext(
                "A project lasts at most %(num)s month.",
                "A project lasts at most %(num)s months.",
                call.max_months,
            )
        case "language_accepted":
            return ", ".join(_(LANGUAGE_WORDS[code]) for code in call.languages)
        case "applicant-kind":
            return " · ".join(
                _(KIND_NAMES[OrganisationKind(kind)]) for kind in call.applicant_kinds
            )
        case "theme":
            return i18n.chosen_text(call.theme)
    return ""


def _points(questions: tuple[QuizQuestion, ...]) -> list[tuple[str, str, str]]:
    """Each question with the plain sentence of its item and what to do."""
    return [(i18n.chosen_text(q.text), i18n.chosen_text(q.reason), _(q.advice)) for q in questions]
