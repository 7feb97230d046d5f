"""Working without a connection: the form to download, the filled one to send back."""

from flask import Response as Download, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.calls.queries import criteria_of, eligible_countries
from grants.calls.rules import BudgetRules
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound, Refused
from grants.core.i18n import gettext as _
from grants.core.messages import msg
from grants.core.word import MEDIA_TYPE as WORD
from grants.files.rules import ACCEPTED, MAX_BYTES, Kind, accept_attribute
from grants.permissions import Permission
from grants.places.queries import country_names
from grants.proposals.forms.offline import SendBackForm
from grants.proposals.models import OfflineStatus
from grants.proposals.offline.book_writing import book_of, has_tables
from grants.proposals.offline.marks import FileMark, find_file_mark, form_digest
from grants.proposals.offline.vocabulary import Vocabulary
from grants.proposals.offline.word_writing import word_of
from grants.proposals.offline.wording import vocabulary_of
from grants.proposals.queries import content, offline as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.rules.deadline import accepts, deadline_of, is_editable
from grants.proposals.rules.offline import OFFLINE_WORDS
from grants.proposals.service import offline as service
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of, name_of

Answer = str | Response | tuple[str, int]
KINDS = (Kind.DOCX, Kind.XLSX)


@blueprint.get("/proposals/<ref>/offline")
@requires(Permission.PROPOSAL_READ)
def offline(ref: str) -> Answer:
    """What to download, what to send back, and the files that wait."""
    found = find(current_actor(), ref)
    if found.role is None:
        return redirect(url_for("proposals.tasks", ref=ref))
    return _page(found, SendBackForm())


def _page(found: Access, form: SendBackForm) -> str:
    until = content.extension_until(found.proposal.id)
    is_open = is_editable(found.proposal.status, found.window, until, g.received_at)
    sent = queries.sent_back(found)
    return render_template(
        "proposals/offline.html",
        found=found,
        proposal=found.proposal,
        name=name_of(found),
        form=form,
        has_tables=has_tables(queries.form_filled(found)),
        is_open=is_open,
        may_edit=found.may(Permission.PROPOSAL_EDIT),
        deadline=deadline_of(found.schedule, until),
        is_late=not accepts(found.window, until, g.received_at),
        waiting=[one for one in sent if one.status is OfflineStatus.WAITING],
        settled=[one for one in sent if one.status is not OfflineStatus.WAITING],
        words={status: _(words) for status, words in OFFLINE_WORDS.items()},
        accept=accept_attribute(KINDS),
        max_bytes=MAX_BYTES,
        crumbs=crumbs_of(found, _("Work without a connection")),
    )


@blueprint.get("/proposals/<ref>/offline/form.docx")
@requires(Permission.PROPOSAL_READ)
def offline_word(ref: str) -> Download:
    """The whole form with the present answers."""
    found = _of_team(ref)
    form = queries.form_filled(found)
    # Evaluators score the concept note; of a full proposal nothing is scored.
    criteria = () if found.proposal.is_full else criteria_of(found.call)
    answers = queries.answers_now(found, form)
    data = word_of(found.call, form, criteria, _mark(found), answers, name_of(found), _until(found))
    return _download(found, data, WORD, "docx")


@blueprint.get("/proposals/<ref>/offline/tables.xlsx")
@requires(Permission.PROPOSAL_READ)
def offline_book(ref: str) -> Download:
    """The budget and the tables with the present answers."""
    found = _of_team(ref)
    form = queries.form_filled(found)
    if not has_tables(form):
        raise NotFound
    countries = country_names(i18n.locale().language)
    eligible = eligible_countries(found.call) or countries.keys()
    data = book_of(
        form,
        BudgetRules.parse(found.call.budget_rules),
        _mark(found),
        queries.answers_now(found, form),
        name_of(found),
        {code: i18n.country(code) for code in countries},
        {code: i18n.country(code) for code in countries if code in eligible},
    )
    return _download(found, data, ACCEPTED[Kind.XLSX].media_type, "xlsx")


def _until(found: Access) -> str:
    """By when this team hands in, in a sentence."""
    deadline = deadline_of(found.schedule, content.extension_until(found.proposal.id))
    if deadline is None:
        return ""
    return _("To be submitted by %(deadline)s", deadline=i18n.deadline(deadline, found.call.zone))


def _of_team(ref: str) -> Access:
    found = find(current_actor(), ref)
    if found.role is None:
        raise NotFound
    return found


def _mark(found: Access) -> FileMark:
    digest = form_digest(queries.form_filled(found))
    return FileMark(found.proposal.ref, found.call.ref, i18n.locale().language, digest)


def _download(found: Access, data: bytes, media_type: str, ending: str) -> Download:
    response = Download(data, mimetype=media_type)
    name = f"{found.proposal.ref.lower()}-{i18n.locale().language}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/proposals/<ref>/offline")
@requires(Permission.PROPOSAL_EDIT)
def send_back(ref: str) -> Answer:
    """Look into the file, read its answers, and show what differs; nothing is saved by this.

    Refusals are caught by hand: they stand at the file, with the rest of the page.
    """
    actor = current_actor()
    found = find(actor, ref, Permission.PROPOSAL_EDIT)
    form = SendBackForm()
    sent = [file for file in request.files.getlist(form.file.name) if file.filename]
    try:
        if not sent:
            raise Refused(msg("Choose a file first, then press the button. Nothing was changed."))
        if len(sent) > 1:
            raise Refused(
                msg("Send one file at a time. Nothing was changed; send the first one again.")
            )
        received, opened = service.look_into(found, sent[0].stream, g.received_at)
        mark = find_file_mark(opened.file_mark)
        words = _vocabulary(found, mark.language if mark else actor.language)
        upload = service.keep(
            actor,
            ref,
            received,
            opened,
            words,
            sent[0].filename or "",
            received_at=g.received_at,
            operation=form.operation.data,
        )
    except Refused as error:
        form.refuse(Refused(error.message, {"file": error.message}))
        return _page(find(actor, ref, Permission.PROPOSAL_EDIT), form), error.status
    flash(_("The file was read. Nothing is saved before you take it over here."), "ok")
    return redirect(url_for("proposals.offline_compare", ref=ref, upload=upload))


def _vocabulary(found: Access, language: str) -> Vocabulary:
    return vocabulary_of(
        queries.form_filled(found),
        BudgetRules.parse(found.call.budget_rules),
        language=language if language in i18n.LANGUAGES else "en",
        countries=country_names("en"),
        eligible=eligible_countries(found.call),
    )
