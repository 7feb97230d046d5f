"""A call made in the editor from nothing: every part of it typed from a document, page by page.

Each part begins and ends on the list of parts.
"""

from collections.abc import Callable

from grants.calls.models import FormKind
from grants.calls.rules.budget import BudgetRules
from grants.calls.rules.clocks import clock_of
from grants.calls.rules.document import Texts
from grants.calls.rules.labels import LANGUAGE_WORDS
from grants.calls.rules.texts import Place, further_languages, rewritten
from tests.journeys.asking import checklist, criteria, questions, reads
from tests.journeys.hand import Hand, Values, dollars, of, percent


def begin(hand: Hand) -> None:
    """A draft from nothing, without the standard questions."""
    call = hand.call
    hand.menu("Calls")
    hand.follow("Make a new call", "A new call")
    hand.type(
        of(call, "ref", "fiscal_year", "languages", "contact_email"),
        {"standard": False, "title": call.title["en"], "summary": call.summary["en"]},
        {"min_cents": dollars(call.min_cents), "max_cents": dollars(call.max_cents)},
    )
    hand.press("Make the draft", hand.change)


def about(hand: Hand) -> None:
    call = hand.call
    hand.follow("What the call is about", "What the call is about")
    hand.add("Add a focus area", call.focus_areas)
    for name in ("title", "theme", "summary", "guidance"):
        hand.type(hand.texts(name, getattr(call, name)))
    for n, area in enumerate(call.focus_areas):
        row = f"focus_areas-{n}"
        hand.type({f"{row}-code": area.code}, hand.texts(f"{row}-name", area.name))
    hand.type(of(call, "contact_email"))
    hand.save()


def money(hand: Hand) -> None:
    call, budget = hand.call, hand.call.budget
    hand.follow("Money", "Money")
    _empty_budget(hand)
    hand.follow("Money", "Money")
    hand.add("Add a category", budget.categories)
    amounts = ("envelope_cents", "min_cents", "max_cents")
    hand.type(
        of(call, "line", "fiscal_year"),
        {name: dollars(getattr(call, name)) for name in amounts},
        {"max_share_bp": percent(call.max_share_bp), "sources": budget.sources},
        {"audit_above_cents": dollars(budget.audit_above_cents)},
        hand.texts("not_paid", budget.not_paid or {}),
    )
    for n, one in enumerate(budget.categories):
        row = f"categories-{n}"
        hand.type({f"{row}-code": one.code}, hand.texts(f"{row}-label", one.label))
    hand.add("Add a limit", budget.caps)
    _caps(hand, budget)
    hand.save()


def _caps(hand: Hand, budget: BudgetRules) -> None:
    for n, cap in enumerate(budget.caps):
        row = f"caps-{n}"
        hand.type(
            {f"{row}-code": cap.code, f"{row}-max_bp": percent(cap.max_bp)},
            {f"{row}-categories": cap.categories},
            {f"{row}-of": cap.of.value, f"{row}-severity": cap.severity.value},
            hand.texts(f"{row}-label", cap.label),
        )
    if budget.audit_above_cents is not None:
        hand.type(of(budget, "audit_category"))


def _empty_budget(hand: Hand) -> None:
    """A new call begins with the standard budget: none of it stays, so that all of it is typed."""
    hand.empty()
    hand.clear("audit_above_cents")
    hand.type({"sources": ["grant"]})
    hand.save()


def who(hand: Hand) -> None:
    call = hand.call
    hand.follow("Who may apply", "Who may apply")
    hand.add("Add a country to the list", call.countries_added)
    hand.add("Leave a country out", call.countries_removed)
    for name in ("countries_added", "countries_removed"):
        for n, one in enumerate(getattr(call, name)):
            hand.type({f"{name}-{n}-country": one.country, f"{name}-{n}-reason": one.reason})
    lists = ("countries_preferred", "countries_with_programme")
    hand.type(
        of(call, "languages", "applicant_kinds", "country_list", "sponsors_required"),
        of(call, "max_months", "reconfirm_endorsement"),
        {name: "\n".join(getattr(call, name)) for name in lists},
    )
    hand.save()


def when(hand: Hand) -> None:
    call = hand.call
    hand.follow("When", "When")
    for name, instant in (("opens", call.opens_at), ("closes", call.closes_at)):
        if instant is not None:
            day, at = clock_of(instant, call.zone)
            hand.type({f"{name}_on": day.isoformat(), f"{name}_time": at.isoformat("seconds")})
    hand.type(of(call, "zone", "full_proposal_months", "clarification_days", "appeal_days"))
    hand.save()


def judging(hand: Hand) -> None:
    call = hand.call
    hand.follow("Judging and deciding", "Judging and deciding")
    hand.type(
        {"stages": [str(call.stages)], "board_procedure": [call.board_procedure.value]},
        of(call, "evaluators", "divergence_points", "pass_points"),
        of(call, "reviews_open", "evaluators_named", "applicant_hidden"),
        of(call, "no_objection_days", "quorum_members", "quorum_constituencies"),
        {f"tie_{n}": code for n, code in enumerate(call.tie_order, 1)},
    )
    hand.save()


# -- what comes last -----------------------------------------------------------------------------

LATE = ("note", "funnel")  # with the sources, when every language is there


def further_texts(hand: Hand) -> None:
    """The texts in languages the call takes no proposals in, beside those that are there."""
    for code in further_languages(hand.call.languages):
        found: Values = {}

        def look(place: Place, texts: Texts, code: str = code, found: Values = found) -> Texts:
            if texts.get(code) and place.setting not in LATE:
                found[f"{place.setting}.{place.code}.{place.part}_{code}"] = texts[code]
            return texts

        rewritten(hand.call, look)
        if found:
            hand.follow("Missing texts", "Missing texts")
            hand.follow(LANGUAGE_WORDS[code], "Texts in another language")
            hand.type(found)
            hand.press("Save the texts", "Missing texts")
            hand.languages = (*hand.languages, code)
            hand.back()


def sources(hand: Hand) -> None:
    """Last of all: a setting that changes loses its source."""
    call, funnel = hand.call, hand.call.funnel
    hand.follow("Sources and results", "Sources and results")
    hand.type(
        of(funnel, "received", "eligible", "approved"),
        {"awarded_cents": dollars(funnel.awarded_cents)},
        hand.texts("funnel_note", funnel.note),
        hand.texts("note", call.note),
        {f"source_{name}": who for name, who in call.facts.items()},
    )
    hand.save()


PARTS: tuple[Callable[[Hand], None], ...] = (
    about,
    money,
    who,
    when,
    criteria,
    judging,
    checklist,
    questions(FormKind.CONCEPT_NOTE),
    questions(FormKind.FULL_PROPOSAL),
    reads,
    further_texts,
    sources,
)


def rebuild(hand: Hand) -> None:
    """The whole call, from nothing."""
    begin(hand)
    for part in PARTS:
        part(hand)
