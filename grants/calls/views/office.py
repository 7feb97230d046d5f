"""What the Secretariat sees: every call, and every setting of one with where it comes from."""

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, url_for

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls import queries, rules, service
from grants.calls.models import BoardProcedure, Call, CallStatus, FormKind
from grants.calls.paper.beside import required_words
from grants.calls.queries.documents import document_of
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import (
    BASE_WORDS,
    FORM_WORDS,
    LANGUAGE_WORDS,
    MODE_WORDS,
    PROCEDURE_WORDS,
    QUESTION_WORDS,
    SETTING_WORDS,
    SEVERITY_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
    TIE_WORDS,
)
from grants.calls.rules.warning import WARNING_WORDS
from grants.calls.rules.wording import may_correct
from grants.calls.views import blueprint
from grants.calls.views.editing import finding_words
from grants.calls.views.people import named_on
from grants.calls.views.public import Shown
from grants.calls.views.times import time_left
from grants.core import clock, i18n
from grants.core.access import current_actor, requires
from grants.core.actor import Actor
from grants.core.forms import Form
from grants.core.i18n import gettext as _
from grants.funds.rules import LINE_WORDS
from grants.permissions import Permission
from grants.places.queries import country_lists, country_names

# Settings with a part of the page of their own, or too long for a table.
APART = ("guidance", "budget", "criteria", "checklist", "concept_note", "full_proposal")


@blueprint.get("/calls/office")
@requires(Permission.CALL_READ_OFFICE)
def office() -> str:
    """Every call, drafts too."""
    actor, now = current_actor(), clock.now()
    calls = [
        Shown(card, rules.effective_status(card, now), time_left(card.closes_at))
        for card in queries.office_list(actor)
    ]
    may_manage = actor.may(Permission.CALL_MANAGE)
    return render_template("calls/office.html", calls=calls, may_manage=may_manage)


@blueprint.get("/calls/<ref>/details")
@requires(Permission.CALL_READ_OFFICE)
def details(ref: str) -> str:
    """Every setting of a call: a fact with its source, or our default."""
    actor = current_actor()
    call = queries.for_office(actor, ref)
    document = document_of(call)
    now = clock.now()
    status = rules.effective_status(call, now)
    return render_template(
        "calls/details.html",
        call=call,
        document=document,
        status_words=_(STATUS_WORDS[status]),
        status_tone=STATUS_TONES[status],
        settings=_settings(document),
        is_frozen=rules.has_opened(call, now),
        may_manage=actor.may(Permission.CALL_MANAGE),
        may_answer=actor.may(Permission.CALL_ANSWER),
        may_correct=actor.may(Permission.CALL_MANAGE) and may_correct(call, now),
        may_copy=actor.may(Permission.CALL_MANAGE),
        may_edit=actor.may(Permission.CALL_MANAGE) and not rules.has_opened(call, now),
        findings=_findings(call, document),
        **_life(actor, call),
        form=Form(),
        is_public=status.value != "draft",
        staff=named_on(call),
        caps=_caps(document),
        **_kinds(),
        needed=_needed(document),
        facts_count=len(document.facts),
        defaults_count=len(document.defaults),
        crumbs=[(_("Calls"), url_for("calls.office")), (call.ref, None)],
    )


def _kinds() -> dict[str, dict[str, str]]:
    """What the codes on the page are called."""
    return {
        "form_words": {kind.value: _(words) for kind, words in FORM_WORDS.items()},
        "mode_words": {mode.value: _(words) for mode, words in MODE_WORDS.items()},
        "kind_words": {kind.value: _(words) for kind, words in QUESTION_WORDS.items()},
        "source_words": {source: _(words) for source, words in rules.SOURCE_LABELS.items()},
    }


def _findings(call: Call, document: CallDocument) -> list[str]:
    is_draft = call.status is CallStatus.DRAFT
    return finding_words(service.findings_of(call, document)) if is_draft else []


def _life(actor: Actor, call: Call) -> dict[str, Any]:
    """What became of the call, and what may still be done with it."""
    may_manage = actor.may(Permission.CALL_MANAGE)
    return {
        "warnings": _warnings(call),
        "cancelled": call.provenance.get("cancelled"),
        "may_cancel": may_manage and rules.may_cancel(call),
        "may_move_on": may_manage and rules.next_stage(call, True) is not None,
        "may_extend": may_manage and rules.may_extend(call, clock.now()),
        "needs_envelope": rules.needs_envelope(call),
        "asks_full": rules.has_opened(call, clock.now()) and queries.asks_full_proposals(call),
    }


def _warnings(call: Call) -> list[tuple[str, str]]:
    """What was unusual in the dates when the call was published, each with the reason given."""
    reasons = call.provenance.get("warnings") or {}
    return [(_(words), reasons[code]) for code, words in WARNING_WORDS.items() if code in reasons]


@blueprint.get("/calls/<ref>/export.yaml")
@requires(Permission.CALL_READ_OFFICE)
def export(ref: str) -> Response:
    """The call as its file."""
    text = service.export_call(current_actor(), ref)
    response = Response(text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{ref.lower()}.yaml")
    return response


def _needed(document: CallDocument) -> dict[str, dict[str, str]]:
    """When each question of both forms must be answered, in words."""
    return {
        kind.value: required_words(q for part in document.form(kind) for q in part.questions)
        for kind in FormKind
    }


@dataclass(frozen=True)
class SettingRow:
    """One line of the settings table; `source` is empty for a default of ours."""

    label: str
    value: str
    source: str


def _settings(document: CallDocument) -> list[SettingRow]:
    values = _values(document)
    return [
        SettingRow(_(SETTING_WORDS[name]), values[name], document.facts.get(name, ""))
        for name in document.listed
        if name not in APART
    ]


def _values(call: CallDocument) -> dict[str, str]:
    """Every setting in words, by its name in the file."""
    return {**_texts(call), **_money(call), **_places(call), **_times(call), **_judging(call)}


def _texts(call: CallDocument) -> dict[str, str]:
    def text(texts: Any) -> str:
        return i18n.chosen_text(texts)

    return {
        "title": text(call.title),
        "theme": text(call.theme),
        "summary": text(call.summary),
        "focus_areas": " · ".join(text(area.name) for area in call.focus_areas),
        "languages": ", ".join(_(LANGUAGE_WORDS[code]) for code in call.languages),
        "applicant_kinds": ", ".join(
            _(KIND_NAMES[OrganisationKind(kind)]) for kind in call.applicant_kinds
        ),
        "contact_email": call.contact_email,
        "funnel": _funnel(call),
    }


def _funnel(call: CallDocument) -> str:
    funnel = call.funnel
    counts = (
        (_("Received"), i18n.number(funnel.received)),
        (_("Eligible"), i18n.number(funnel.eligible)),
        (_("Approved"), i18n.number(funnel.approved)),
        (_("Awarded"), i18n.money(funnel.awarded_cents, call.currency)),
    )
    words = " · ".join(f"{label}: {count}" for label, count in counts)
    note = i18n.chosen_text(funnel.note)
    return f"{words}. {note}" if note else words


def _money(call: CallDocument) -> dict[str, str]:
    return {
        "business_line": _(LINE_WORDS[call.line]) if call.line in LINE_WORDS else call.line,
        "fiscal_year": str(call.fiscal_year),
        "currency": call.currency,
        "envelope_usd": i18n.money(call.envelope_cents, call.currency),
        "min_usd": i18n.money(call.min_cents, call.currency),
        "max_usd": i18n.money(call.max_cents, call.currency),
        "max_share_percent": i18n.share(call.max_share_bp),
    }


def _places(call: CallDocument) -> dict[str, str]:
    named = country_names(i18n.locale().language)

    def listed(codes: tuple[str, ...]) -> str:
        return ", ".join(named.get(code, code) for code in codes) or "–"

    def reasons(exceptions: tuple[rules.CountryException, ...]) -> str:
        return "; ".join(f"{named.get(e.country, e.country)} ({e.reason})" for e in exceptions)

    return {
        "country_list": _list_name(call.country_list),
        "countries_added": reasons(call.countries_added) or "–",
        "countries_removed": reasons(call.countries_removed) or "–",
        "countries_preferred": listed(call.countries_preferred),
        "countries_with_programme": listed(call.countries_with_programme),
    }


def _list_name(code: str | None) -> str:
    if not code:
        return _("Every country")
    return next((one.name for one in country_lists() if one.code == code), code)


def _times(call: CallDocument) -> dict[str, str]:
    def when(moment: Any) -> str:
        return i18n.deadline(moment, call.zone) if moment else "–"

    return {"zone": call.zone, "opens_at": when(call.opens_at), "closes_at": when(call.closes_at)}


def _judging(call: CallDocument) -> dict[str, str]:
    ties = {code: _(words) for code, words in TIE_WORDS.items()}
    plain = (
        "sponsors_required",
        "max_months",
        "full_proposal_months",
        "clarification_days",
        "appeal_days",
        "stages",
        "evaluators",
        "divergence_points",
        "pass_points",
        "no_objection_days",
        "quorum_members",
        "quorum_constituencies",
    )
    yes_or_no = ("reconfirm_endorsement", "reviews_open", "evaluators_named", "applicant_hidden")
    return {
        **{name: i18n.number(getattr(call, name)) for name in plain},
        **{name: _("Yes") if getattr(call, name) else _("No") for name in yes_or_no},
        "tie_order": ", ".join(ties.get(code, code) for code in call.tie_order) or "–",
        "board_procedure": _(PROCEDURE_WORDS[BoardProcedure(call.board_procedure)]),
    }


def _caps(call: CallDocument) -> list[str]:
    lines = [
        _(
            "%(label)s: at most %(share)s %(base)s (%(severity)s)",
            label=i18n.chosen_text(cap.label),
            share=i18n.share(cap.max_bp),
            base=_(BASE_WORDS[cap.of]),
            severity=_(SEVERITY_WORDS[cap.severity]),
        )
        for cap in call.budget.caps
    ]
    if call.budget.audit_above_cents is not None:
        lines.append(
            _(
                "A grant above %(amount)s needs a line for its audit",
                amount=i18n.money(call.budget.audit_above_cents, call.currency),
            )
        )
    return lines
