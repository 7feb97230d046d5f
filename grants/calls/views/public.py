"""What everybody sees: the calls, one call with all its rules, its whole form."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for

from grants.accounts.models import OrganisationKind
from grants.accounts.rules.organisations import KIND_NAMES
from grants.calls import queries, rules
from grants.calls.models import BoardProcedure, Call, CallStatus, FormKind
from grants.calls.paper.beside import asked
from grants.calls.queries import CallCard
from grants.calls.queries.corrections import notes_of
from grants.calls.rules import BudgetRules, CountryRules
from grants.calls.rules.labels import (
    LANGUAGE_WORDS,
    STATUS_TONES,
    STATUS_WORDS,
)
from grants.calls.views import blueprint
from grants.calls.views.steps import told
from grants.calls.views.times import face_in, time_left
from grants.core import charts, clock, i18n
from grants.core.access import current_actor, requires
from grants.core.faces import clock_faces
from grants.core.guidance import as_markup
from grants.core.i18n import gettext as _, ngettext
from grants.core.text import clean_line
from grants.permissions import Permission
from grants.places.queries import Place, cities_like, country_names


@dataclass(frozen=True)
class Shown:
    """A call in a list, with what the clock says of it."""

    card: CallCard
    status: CallStatus
    left: str

    @property
    def opens_on(self) -> date | None:
        """The day on the clock of the call."""
        return self._day(self.card.opens_at)

    @property
    def closes_on(self) -> date | None:
        return self._day(self.card.closes_at)

    def _day(self, instant: datetime | None) -> date | None:
        return instant.astimezone(ZoneInfo(self.card.zone)).date() if instant else None

    @property
    def words(self) -> str:
        return _(STATUS_WORDS[self.status])

    @property
    def tone(self) -> str:
        return STATUS_TONES[self.status]


@blueprint.get("/calls/")
@requires(Permission.PUBLIC_READ)
def index() -> str:
    """Open, coming and past calls."""
    now = clock.now()
    shown = [
        Shown(card, rules.effective_status(card, now), time_left(card.closes_at))
        for card in queries.public_list()
    ]
    is_open = [one for one in shown if rules.accepts_work(one.card, now)]
    coming = [one for one in shown if one.status is CallStatus.PUBLISHED]
    past = [one for one in shown if one not in is_open and one not in coming]
    is_open.sort(key=lambda one: (one.card.closes_at or now, one.card.ref))
    coming.sort(key=lambda one: (one.card.opens_at or now, one.card.ref))
    return render_template("calls/index.html", open=is_open, coming=coming, past=past)


@blueprint.get("/calls/<ref>/")
@requires(Permission.PUBLIC_READ)
def show(ref: str) -> str:
    """Everything about one call before signing in."""
    call = queries.readable(current_actor(), ref)
    form = queries.form_of(call)
    criteria = queries.criteria_of(call)
    countries = country_choices(call)
    city = _city_asked()
    state = state_of(call)
    state["faces"] += face_in(call.closes_at, city.found)
    state["opening"] += face_in(call.opens_at, city.found)
    return render_template(
        "calls/show.html",
        **state,
        city=city,
        guidance=as_markup(i18n.chosen_text(call.guidance)),
        applicants=[_(KIND_NAMES[OrganisationKind(kind)]) for kind in call.applicant_kinds],
        languages_of_call=[_(LANGUAGE_WORDS[code]) for code in call.languages],
        countries=list(countries.values()),
        has_quiz=bool(queries.quiz_of(call, set(countries))),
        exceptions=CountryRules.parse(call.country_exceptions),
        budget=BudgetRules.parse(call.budget_rules),
        examples=_examples(call),
        criteria=criteria,
        steps=_steps(call),
        form=form,
        asked=asked(form.questions(), criteria),
        questions=sum(len(section.questions) for section in form.sections),
        funnel=_funnel(call),
        corrections=[(at, told(note)) for at, note in notes_of(call)],
        crumbs=[(_("Calls"), url_for("calls.index")), (i18n.chosen_text(call.title), None)],
    )


@blueprint.get("/calls/<ref>/form")
@requires(Permission.PUBLIC_READ)
def form(ref: str) -> str:
    """All questions, limits and criteria on one page that prints well."""
    call = queries.readable(current_actor(), ref)
    found = queries.form_of(call, FormKind.CONCEPT_NOTE)
    criteria = queries.criteria_of(call)
    return render_template(
        "calls/form.html",
        **state_of(call),
        form=found,
        asked=asked(found.questions(), criteria),
        criteria=criteria,
        budget=BudgetRules.parse(call.budget_rules),
        source_words={source: _(words) for source, words in rules.SOURCE_LABELS.items()},
        words=sum(q.max_words or 0 for q in found.questions()),
        crumbs=[
            (_("Calls"), url_for("calls.index")),
            (i18n.chosen_text(call.title), url_for("calls.show", ref=ref)),
            (_("All questions"), None),
        ],
    )


def state_of(call: Call) -> dict[str, Any]:
    """What every page of a call says of where it stands."""
    now = clock.now()
    is_draft = call.status is CallStatus.DRAFT
    status = CallStatus.PUBLISHED if is_draft else rules.effective_status(call, now)
    is_open = rules.accepts_work(call, now)
    return {
        "call": call,
        "note": call.provenance.get("note") or {},
        "cancelled": call.provenance.get("cancelled"),
        "status": status,
        "status_words": _(STATUS_WORDS[status]),
        "status_tone": STATUS_TONES[status],
        "is_open": is_open,
        "is_draft": is_draft,  # shown to those who make it, as it will be when it is public
        "is_coming": status is CallStatus.PUBLISHED,
        "left": time_left(call.closes_at) if is_open else "",
        "faces": clock_faces(call.closes_at, call.zone, current_actor().timezone),
        "opening": clock_faces(call.opens_at, call.zone, current_actor().timezone),
    }


@dataclass(frozen=True)
class CityAsked:
    """A city a visitor named, to read the dates on its clock."""

    typed: str
    found: Place | None

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed) and self.found is None


def _city_asked() -> CityAsked:
    """The largest city whose name begins as typed; nothing of it is kept."""
    typed = clean_line(request.args.get("city", ""))[:80]
    found = cities_like(typed, most=1) if typed else []
    return CityAsked(typed, found[0] if found else None)


def country_choices(call: Call) -> dict[str, str]:
    """The countries a call takes by code, in the order of their names; {} when it takes all."""
    eligible = queries.eligible_countries(call)
    names = country_names(i18n.locale().language) if eligible else {}
    return {code: name for code, name in names.items() if code in eligible}


@dataclass(frozen=True)
class Example:
    """What others must bring in cash beside a grant."""

    grant: int
    cash: int

    @property
    def whole(self) -> int:
        return self.grant + self.cash


def _examples(call: Call) -> list[Example]:
    share = call.max_share_bp
    if share is None:
        return []
    return [
        Example(grant, rules.least_cash_cents(grant, share))
        for grant in dict.fromkeys((call.max_cents, call.min_cents))
    ]


def _funnel(call: Call) -> dict[str, Any] | None:
    """The figures of a past call and the sentence to remember."""
    counts = call.provenance.get("funnel") or {}
    named = (
        (_("Received"), counts.get("received")),
        (_("Eligible"), counts.get("eligible")),
        (_("Approved"), counts.get("approved")),
    )
    known = [(label, n) for label, n in named if n is not None]
    if not known:
        return None
    received, approved = counts.get("received"), counts.get("approved")
    takeaway = ngettext(
        "%(num)s proposal was received.", "%(num)s proposals were received.", received or 0
    )
    if received and approved:
        takeaway = _(
            "%(approved)s of %(received)s proposals were approved: one in %(share)s.",
            approved=approved,
            received=received,
            share=round(received / approved),
        )
    return {
        "takeaway": takeaway,
        "rows": [(label, i18n.number(n)) for label, n in known],
        "chart": charts.funnel([(label, float(n)) for label, n in known]),
        "awarded": counts.get("awarded_cents"),
        "note": counts.get("note") or {},
    }


def _steps(call: Call) -> list[tuple[str, str]]:
    """From the deadline to the money, each step with who does it and how long it may take."""
    board = _("The Management Board decides in a meeting.")
    if call.board_procedure is BoardProcedure.NO_OBJECTION:
        board = _(
            "The recommended list goes to every member of the Management Board. If nobody objects "
            "within %(days)s days, it is adopted; an objection takes that proposal to a meeting.",
            days=call.no_objection_days,
        )
    checked = _(
        "The Secretariat checks every proposal against a public checklist. A refusal is "
        "always confirmed by a second person, and you have %(days)s days to object.",
        days=call.appeal_days,
    )
    scored = ngettext(
        "%(num)s independent evaluator scores each proposal. The pass mark is %(points)s of 100.",
        "%(num)s independent evaluators score each proposal without seeing each other's scores. "
        "The pass mark is %(points)s of 100.",
        call.evaluators,
        points=call.pass_points,
    )
    full = ngettext(
        "You have %(num)s month to write a full proposal; then we sign an agreement.",
        "You have %(num)s months to write a full proposal; then we sign an agreement.",
        call.full_proposal_months,
    )
    apart = _("Members with an interest take no part.")
    told = _("Everybody is told the result at the same time, with comments meant for them.")
    return [
        (_("Eligibility"), checked),
        (_("Evaluation"), scored),
        (_("Decision"), f"{board} {apart}"),
        (_("Result"), told),
        (_("Full proposal"), full),
    ]
