"""The parts of a call that is being made, each with its state: the lead's task list."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, url_for

from grants.calls import service
from grants.calls.models import CallStatus
from grants.calls.rules.document import CallDocument, Funnel
from grants.calls.rules.publishing import Finding
from grants.calls.rules.texts import gaps
from grants.calls.rules.warning import WARNING_WORDS, warnings_of
from grants.calls.views import blueprint
from grants.calls.views.editing import Edited, editable, finding_words
from grants.core.access import requires
from grants.core.i18n import gettext as _, ngettext
from grants.core.messages import N_
from grants.permissions import Permission


@dataclass(frozen=True)
class Part:
    """One page of the editor and the settings it holds."""

    endpoint: str
    title: str
    settings: tuple[str, ...]
    form: str = ""  # of the address, for the question sets
    lacks: Callable[[CallDocument], int] | None = None  # how many texts, for a part of texts alone
    is_needed: bool = True  # of a call that is to be published


PARTS: tuple[Part, ...] = (
    Part(
        "calls.edit_about",
        N_("What the call is about"),
        ("title", "theme", "summary", "guidance", "focus_areas", "contact_email"),
    ),
    Part(
        "calls.edit_money",
        N_("Money"),
        (
            "business_line",
            "fiscal_year",
            "envelope_usd",
            "currency",
            "min_usd",
            "max_usd",
            "max_share_percent",
            "budget",
        ),
    ),
    Part(
        "calls.edit_who",
        N_("Who may apply"),
        (
            "languages",
            "applicant_kinds",
            "country_list",
            "countries_added",
            "countries_removed",
            "countries_preferred",
            "countries_with_programme",
            "sponsors_required",
            "reconfirm_endorsement",
            "max_months",
        ),
    ),
    Part(
        "calls.edit_when",
        N_("When"),
        (
            "zone",
            "opens_at",
            "closes_at",
            "full_proposal_months",
            "clarification_days",
            "appeal_days",
        ),
    ),
    Part(
        "calls.edit_judging",
        N_("Judging and deciding"),
        (
            "stages",
            "evaluators",
            "divergence_points",
            "pass_points",
            "reviews_open",
            "evaluators_named",
            "applicant_hidden",
            "tie_order",
            "board_procedure",
            "no_objection_days",
            "quorum_members",
            "quorum_constituencies",
        ),
    ),
    Part("calls.edit_people", N_("People of the Secretariat"), ("staff",)),
    Part("calls.edit_criteria", N_("Criteria"), ("criteria",)),
    Part("calls.edit_checklist", N_("Eligibility checklist"), ("checklist",)),
    Part("calls.edit_texts", N_("Missing texts"), (), lacks=lambda call: len(gaps(call))),
    Part("calls.edit_questions", N_("Concept note"), ("concept_note",), form="concept_note"),
    Part("calls.edit_questions", N_("Full proposal"), ("full_proposal",), form="full_proposal"),
    Part("calls.edit_sources", N_("Sources and results"), ("note", "funnel"), is_needed=False),
)


@dataclass(frozen=True)
class PartRow:
    """A part as the task list shows it."""

    title: str
    url: str
    state: str
    hint: str


@blueprint.get("/calls/<ref>/edit")
@requires(Permission.CALL_MANAGE)
def edit(ref: str) -> str:
    """Every part with what is still wrong in it; then publishing."""
    edited = editable(ref)
    findings = service.findings_of(edited.call, edited.document)
    rows = [_row(part, edited, findings) for part in PARTS]
    needed = [row for row in rows if row.state != "optional"]
    return render_template(
        "calls/edit.html",
        call=edited.call,
        rows=rows,
        done=sum(row.state == "done" for row in needed),
        needed=len(needed),
        findings=finding_words(findings),
        warnings=[_(WARNING_WORDS[code]) for code in warnings_of(edited.call)],
        is_draft=edited.call.status is CallStatus.DRAFT,
        crumbs=[
            (_("Calls"), url_for("calls.office")),
            (edited.call.ref, url_for("calls.details", ref=ref)),
            (_("Change the call"), None),
        ],
    )


def _row(part: Part, edited: Edited, findings: list[Finding]) -> PartRow:
    wrong = finding_words([one for one in findings if one.setting in part.settings])
    if part.lacks and (n := part.lacks(edited.document)):
        wrong = [
            ngettext(
                "%(num)s text is missing in a language",
                "%(num)s texts are missing in a language",
                n,
            )
        ]
    state = "attention" if wrong else "done"
    if not wrong and _is_empty(part, edited.document):
        state = "not_started" if part.is_needed else "optional"
        if part.is_needed:
            wrong = [_("Once the call has opened, nothing can be added here.")]
    url = url_for(part.endpoint, ref=edited.call.ref, form=part.form or None)
    return PartRow(_(part.title), url, state, "; ".join(wrong[:3]))


def _is_empty(part: Part, document: CallDocument) -> bool:
    if part.settings == ("full_proposal",):
        return not document.full_proposal
    return not part.is_needed and not (
        document.note or document.facts or document.funnel != Funnel()
    )
