"""What the page of one section shows, however it was reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, render_template, url_for

from grants.calls.models import QuestionKind
from grants.calls.queries import FormView, QuestionView, SectionView
from grants.core.errors import Refused
from grants.core.i18n import chosen_text, clock_time, gettext, render
from grants.core.text import blocks
from grants.files.rules import ACCEPTED, MAX_BYTES, MAX_IMAGE_BYTES, Kind, accept_attribute
from grants.permissions import Permission
from grants.proposals.forms.budget import read_lines
from grants.proposals.forms.documents import RemoveForm, UploadForm
from grants.proposals.forms.section import SectionForm, name_of, section_form
from grants.proposals.models import SectionWork
from grants.proposals.queries import content, reading, sections
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Backer, DocumentView, Values
from grants.proposals.queries.sections import SectionContent
from grants.proposals.rules.answers import faults, is_required
from grants.proposals.rules.budget import check_size
from grants.proposals.rules.deadline import accepts, deadline_of, is_editable
from grants.proposals.rules.documents import kinds_of
from grants.proposals.views.crumbs import crumbs_of
from grants.proposals.views.marks import marks_of
from grants.proposals.views.missed import missed_of
from grants.proposals.views.presence import others_at


@dataclass(frozen=True)
class Slot:
    """A place for one document, with what is and was in it."""

    question: QuestionView
    current: DocumentView | None
    earlier: tuple[DocumentView, ...]
    upload: UploadForm
    remove: RemoveForm
    error: str
    max_bytes: int = MAX_BYTES
    max_image_bytes: int = MAX_IMAGE_BYTES

    @property
    def accept(self) -> str:
        """For the file chooser."""
        return accept_attribute(kinds_of(self.question))

    @property
    def accepted(self) -> str:
        """The kinds of file taken, in words."""
        return ", ".join(gettext(ACCEPTED[kind].label) for kind in kinds_of(self.question))

    @property
    def takes_photos(self) -> bool:
        """Of images more is taken than of other files, because less is kept."""
        return not {Kind.JPEG, Kind.PNG}.isdisjoint(kinds_of(self.question))


def show_section(
    found: Access,
    section: SectionView,
    *,
    posted: SectionForm | None = None,
    check: bool = False,
    add: str = "",
    saved_text: str = "",
    refusals: dict[str, str] | None = None,
) -> str:
    """The page: to write on while the proposal may change, to read afterwards.

    `posted` could not be saved as it is; `check` shows everything still missing; `add` names a
    list that gets a row; `refusals` says by question code why a document was not taken.
    """
    form_view, until = found.form(), _more_time(found)
    stored = sections.section_content(found.proposal.id, section)
    values = stored.values(form_view)
    common = _frame(found, form_view, section) | {"deadline": deadline_of(found.schedule, until)}
    if not _is_writable(found, until):
        common["missed"] = missed_of(found, until)
        return _read_only(found, form_view, section, values, common)
    kinds = {question.kind for question in section.questions} & content.KEPT_ELSEWHERE
    values = content.with_material(values, found.proposal, found.call, kinds, form_view)
    form = posted or _filled(found, section, values, stored)
    form.add_row(add)
    marked = not posted and (check or stored.work is SectionWork.ATTENTION)
    return render_template(
        "proposals/section.html",
        **common,
        form=form,
        budget=budget_shown(found, section, form),
        slots=_slots(found, section, refusals or {}),
        backers=_backers(found, kinds),
        others=_mark_faults(form, section, values, check=check) if marked else [],
        colleagues=others_at(found, section),
        check=check,
        saved_text=saved_text or _saved_text(found, stored),
        marks=marks_of(found, values),
    )


def _backers(found: Access, kinds: set[QuestionKind]) -> list[Backer]:
    """Asked for only where the section asks for sponsors."""
    asks = QuestionKind.ENDORSEMENTS in kinds
    return content.backers_of(found.proposal.id) if asks else []


def _more_time(found: Access) -> datetime | None:
    """Asked for only when the call itself no longer accepts."""
    if accepts(found.window, None, g.received_at):
        return None
    return content.extension_until(found.proposal.id)


def _is_writable(found: Access, until: datetime | None) -> bool:
    proposal = found.proposal
    is_open = is_editable(proposal.status, found.window, until, g.received_at)
    return is_open and found.may(Permission.PROPOSAL_EDIT)


def _frame(found: Access, form: FormView, section: SectionView) -> dict[str, Any]:
    """Where one is: the section, its number, its neighbours."""
    at = form.sections.index(section)
    following = form.sections[at + 1] if at + 1 < len(form.sections) else None
    return {
        "found": found,
        "proposal": found.proposal,
        "call": found.call,
        "section": section,
        "title": chosen_text(section.title),
        "intro": blocks(chosen_text(section.intro)),
        "number": at + 1,
        "total": len(form.sections),
        "next_url": url_after(found, following),
        "next_title": chosen_text(following.title) if following else "",
        "name_of": name_of,
        "crumbs": crumbs_of(found, chosen_text(section.title)),
    }


def url_after(found: Access, following: SectionView | None) -> str:
    """The next section, or the task list after the last one."""
    if following is None:
        return url_for("proposals.tasks", ref=found.proposal.ref)
    return url_for("proposals.section", ref=found.proposal.ref, slug=following.slug)


def _read_only(
    found: Access,
    form: FormView,
    section: SectionView,
    values: Values,
    common: dict[str, Any],
) -> str:
    kinds = {question.kind for question in section.questions}
    proposal = found.proposal
    return render_template(
        "proposals/section_closed.html",
        **common,
        sections=reading.sections_of(
            form,
            values,
            budget=content.budget_of(proposal, found.call)
            if QuestionKind.BUDGET in kinds
            else None,
            documents=content.documents_of(proposal.id) if QuestionKind.FILE in kinds else {},
            backers=content.backers_of(proposal.id) if QuestionKind.ENDORSEMENTS in kinds else (),
            codes={question.code for question in section.questions},
        ),
    )


def _filled(
    found: Access, section: SectionView, values: Values, stored: SectionContent
) -> SectionForm:
    budgets = {
        q.code: values[q.code].lines for q in section.questions if q.kind is QuestionKind.BUDGET
    }
    return section_form(found.call, section).filled({**values, **budgets}, stored.version)


def _mark_faults(
    form: SectionForm, section: SectionView, values: Values, *, check: bool
) -> list[str]:
    """Show faults beside their fields; those about what has no field here are answered.

    A draft is not nagged about what is still empty unless asked to; what is typed and over a
    limit is always said.
    """
    others = []
    for question in section.questions:
        found = faults(question, values.get(question.code), required=is_required(question, values))
        shown = [fault for fault in found if check or not fault.missing]
        if question.kind in (QuestionKind.FILE, QuestionKind.ENDORSEMENTS):
            others += [render(fault.message) for fault in shown]
        elif shown:
            form.show_faults(question, shown)
    return others


def budget_shown(found: Access, section: SectionView, form: SectionForm) -> Any:
    """The sums of the budget as the form shows it."""
    for question in section.questions:
        if question.kind is QuestionKind.BUDGET:
            lines = tuple(read_lines(form[name_of(question)]))
            try:
                check_size(lines)
            except Refused:  # said beside the form; there is no sum to show
                lines = ()
            return content.budget_under(found.call, lines, found.terms)
    return None


def _slots(found: Access, section: SectionView, refusals: dict[str, str]) -> list[Slot]:
    asked = [q for q in section.questions if q.kind is QuestionKind.FILE]
    versions = content.document_versions(found.proposal.id, [q.id for q in asked])
    return [
        Slot(
            question,
            next((v for v in versions.get(question.code, ()) if v.is_current), None),
            tuple(v for v in versions.get(question.code, ()) if not v.is_current),
            UploadForm(formdata=None).for_slot(question.code, chosen_text(question.label)),
            RemoveForm(formdata=None),
            refusals.get(question.code, ""),
        )
        for question in asked
    ]


def _saved_text(found: Access, stored: SectionContent) -> str:
    if stored.saved_at is None:
        return ""
    return gettext("Last saved %(time)s", time=at_clock(found, stored.saved_at))


def at_clock(found: Access, moment: Any) -> str:
    """Hour and minute where the reader is."""
    return clock_time(moment, ZoneInfo(found.actor.timezone))
