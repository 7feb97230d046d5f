"""The whole form of a call as a Word file."""

from flask import Response

from grants.calls import queries
from grants.calls.models import FormKind
from grants.calls.paper.word_form import EmptyForm, write_form
from grants.calls.rules import BudgetRules
from grants.calls.views import blueprint
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.core.word import MEDIA_TYPE, WordFile
from grants.permissions import Permission


@blueprint.get("/calls/<ref>/form.docx")
@requires(Permission.PUBLIC_READ)
def form_word(ref: str) -> Response:
    """Every section, question, help and limit, in the reader's language."""
    call = queries.readable(current_actor(), ref)
    form = queries.form_of(call, FormKind.CONCEPT_NOTE)
    word = WordFile(_("All questions of the concept note"), i18n.locale().language, call.ref)
    pen = EmptyForm(BudgetRules.parse(call.budget_rules))
    until = ""
    if call.closes_at:
        until = _("The call closes on %(day)s.", day=i18n.deadline(call.closes_at, call.zone))
    write_form(word, call, form, queries.criteria_of(call), pen, until)
    response = Response(word.data(), mimetype=MEDIA_TYPE)
    name = f"{call.ref.lower()}-{i18n.locale().language}.docx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
