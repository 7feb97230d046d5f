"""What must hold of a call: of any call's file, and of a call that is to be published."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from grants.calls.models import CallStatus, QuestionKind
from grants.calls.rules.asking import answers_to
from grants.calls.rules.document import CallDocument, Form, QuestionText
from grants.calls.rules.labels import QUESTION_WORDS
from grants.calls.rules.quiz import MOST_QUESTIONS, in_quiz
from grants.calls.rules.texts import Gap, gaps, missing_words
from grants.core.messages import Message, msg

TIES = ("preferred_country", "drawn")
LEADS_NEEDED = 2
_PAST = (CallStatus.ARCHIVED, CallStatus.CANCELLED)


@dataclass(frozen=True)
class Finding:
    """One thing wrong, at one setting."""

    setting: str
    message: Message


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: object) -> bool:
    """An IANA zone of a place; `UTC` too."""
    return isinstance(name, str) and name in _zones()


def check_consistent(call: CallDocument) -> list[Finding]:
    """What no call may contradict, not even a draft."""
    return [
        *_amounts(call),
        *_dates(call),
        *_repeated(call),
        *_references(call),
        *_questions(call),
        *_budget(call),
        *_quiz(call),
    ]


def check_publishable(call: CallDocument) -> list[Finding]:
    """Everything that stops a call from being published; empty when it may be."""
    found = check_consistent(call)
    for setting, missing in (
        ("opens_at", call.opens_at is None),
        ("closes_at", call.closes_at is None),
        ("envelope_usd", not call.envelope_cents),
        ("languages", not call.languages),
        ("applicant_kinds", not call.applicant_kinds),
        ("criteria", not call.criteria),
        ("checklist", not call.checklist),
        ("concept_note", not call.concept_note),
    ):
        if missing:
            found.append(Finding(setting, msg("must be set before the call is published")))
    found += [*_weights(call), *_needed_questions(call), *_translations(call)]
    found += _empty_sections(call)
    if call.envelope_cents and call.envelope_cents < call.max_cents:
        found.append(Finding("envelope_usd", msg("is smaller than the largest grant")))
    return found


def check_staffed(leads: int) -> list[Finding]:
    """Two leads: one can be away, and no decision of the call hangs on a single person."""
    if leads >= LEADS_NEEDED:
        return []
    return [Finding("staff", msg("must name two leads; named so far: %(n)s", n=leads))]


def _amounts(call: CallDocument) -> Iterator[Finding]:
    if not 0 < call.min_cents <= call.max_cents:
        yield Finding("min_usd", msg("must be above 0 and not above the largest grant"))


def _dates(call: CallDocument) -> Iterator[Finding]:
    if call.opens_at and call.closes_at and call.opens_at >= call.closes_at:
        yield Finding("closes_at", msg("must be later than the opening"))
    if not is_zone(call.zone):
        yield Finding("zone", msg("is not the name of a time zone, such as Europe/Brussels"))


def _repeated(call: CallDocument) -> Iterator[Finding]:
    """Codes that must be there once."""
    codes: dict[str, list[str]] = {
        "focus_areas": [area.code for area in call.focus_areas],
        "criteria": [criterion.code for criterion in call.criteria],
        "checklist": [check.code for check in call.checklist],
        "budget": [category.code for category in call.budget.categories],
    }
    for name, form in (("concept_note", call.concept_note), ("full_proposal", call.full_proposal)):
        codes[name] = [q.code for section in form for q in section.questions]
        for slug, n in Counter(section.slug for section in form).items():
            if n > 1:
                yield Finding(name, msg("has two sections “%(slug)s”", slug=slug))
    for setting, found in codes.items():
        for code, n in Counter(found).items():
            if n > 1:
                yield Finding(setting, msg("has the code “%(code)s” twice", code=code))


def _references(call: CallDocument) -> Iterator[Finding]:
    """What one part says of another must exist there."""
    asked = {question.code for question in call.questions()}
    criteria = {criterion.code for criterion in call.criteria}
    for criterion in call.criteria:
        for code in criterion.reads:
            if code not in asked:
                yield Finding(
                    "criteria",
                    msg(
                        "criterion %(criterion)s reads a question “%(code)s” that is not asked",
                        criterion=criterion.code,
                        code=code,
                    ),
                )
    for setting, question in _asked(call):
        for code in question.criteria:
            if code not in criteria:
                yield Finding(
                    setting,
                    msg(
                        "question “%(question)s” names a criterion “%(code)s” that does not exist",
                        question=question.code,
                        code=code,
                    ),
                )
    for code in call.tie_order:
        if code not in criteria and code not in TIES:
            yield Finding(
                "tie_order", msg("“%(code)s” is neither a criterion nor a known rule", code=code)
            )


def _forms(call: CallDocument) -> tuple[tuple[str, Form], ...]:
    return (("concept_note", call.concept_note), ("full_proposal", call.full_proposal))


def _asked(call: CallDocument) -> Iterator[tuple[str, QuestionText]]:
    """Every question with the setting it stands in."""
    for setting, form in _forms(call):
        for section in form:
            for question in section.questions:
                yield setting, question


def _empty_sections(call: CallDocument) -> Iterator[Finding]:
    for setting, form in _forms(call):
        for section in form:
            if not section.questions:
                yield Finding(setting, msg("section “%(slug)s” asks nothing", slug=section.slug))


def _questions(call: CallDocument) -> Iterator[Finding]:
    for setting, form in _forms(call):
        questions = [question for section in form for question in section.questions]
        asked = {question.code: question for question in questions}
        for question in questions:
            for message in _question(question, asked, call):
                yield Finding(
                    setting,
                    msg("question “%(code)s” %(problem)s", code=question.code, problem=message),
                )


def _question(
    question: QuestionText, asked: Mapping[str, QuestionText], call: CallDocument
) -> Iterator[Message]:
    choices = (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE)
    from_call = question.config.get("from_call")
    if question.kind in choices and len(question.options) < 2 and not from_call:
        yield msg("needs at least two options")
    if from_call == "focus_areas" and len(call.focus_areas) < 2:
        yield msg("takes its options from the focus areas, and the call has fewer than two")
    if question.kind is QuestionKind.LONG_TEXT and question.max_words is None:
        yield msg("needs a limit of words")
    if question.kind is QuestionKind.TABLE and not question.config.get("columns"):
        yield msg("needs columns")
    low, high = question.limits.get("min"), question.limits.get("max")
    if low is not None and high is not None and low > high:
        yield msg("has a least value above its greatest")
    if question.required_when:
        yield from _condition(question.required_when, asked, call)


def _condition(
    when: Mapping[str, Any], asked: Mapping[str, QuestionText], call: CallDocument
) -> Iterator[Message]:
    other = asked.get(when.get("question", ""))
    if other is None:
        yield msg("depends on a question that is not asked")
        return
    offered = answers_to(other, call)
    if offered and when.get("equals") not in offered:
        yield msg(
            "waits for the answer “%(answer)s”, which “%(code)s” does not offer",
            answer=str(when.get("equals", "")),
            code=other.code,
        )


def _budget(call: CallDocument) -> Iterator[Finding]:
    codes = {category.code for category in call.budget.categories}
    for cap in call.budget.caps:
        if not set(cap.categories) <= codes:
            yield Finding(
                "budget", msg("cap “%(code)s” names a category that is not offered", code=cap.code)
            )
    if call.budget.audit_above_cents is not None and call.budget.audit_category not in codes:
        yield Finding("budget", msg("the category of audits is not offered"))
    if "grant" not in call.budget.sources:
        yield Finding("budget", msg("the grant itself must be among the sources"))


def _weights(call: CallDocument) -> Iterator[Finding]:
    total = sum(criterion.weight for criterion in call.criteria)
    if call.criteria and total != 100:
        yield Finding("criteria", msg("weights add up to %(total)s, not to 100", total=total))
    for criterion in call.criteria:
        if not criterion.reads:
            yield Finding(
                "criteria", msg("criterion %(code)s reads no question", code=criterion.code)
            )


def _needed_questions(call: CallDocument) -> Iterator[Finding]:
    """What the system itself reads from the answers."""
    kinds = {
        question.code: question.kind
        for section in call.concept_note
        for question in section.questions
    }
    needed = {
        "title": QuestionKind.SHORT_TEXT,
        "city": QuestionKind.CITY,
        "proponent": QuestionKind.ORGANISATION,
        "budget": QuestionKind.BUDGET,
    }
    if call.sponsors_required:
        needed["sponsors"] = QuestionKind.ENDORSEMENTS
    for code, kind in needed.items():
        if call.concept_note and kinds.get(code) is not kind:
            yield Finding(
                "concept_note",
                msg(
                    "needs a question with the code “%(code)s”, of the kind “%(kind)s”",
                    code=code,
                    kind=msg(QUESTION_WORDS[kind]),
                ),
            )
    if not call.budget.categories:
        yield Finding("budget", msg("needs at least one category"))


def _quiz(call: CallDocument) -> Iterator[Finding]:
    asked = in_quiz(call.checklist)
    if asked > MOST_QUESTIONS:
        yield Finding(
            "checklist",
            msg("asks %(n)s quiz questions; the most is %(most)s", n=asked, most=MOST_QUESTIONS),
        )


def _translations(call: CallDocument) -> Iterator[Finding]:
    """Every text in each accepted language the interface has; past calls are kept in English.

    One finding for each setting: the page of missing texts lists them one by one.
    """
    if call.status in _PAST:
        return
    missing: dict[str, list[Gap]] = {}
    for gap in gaps(call):
        missing.setdefault(gap.place.setting, []).append(gap)
    for setting, found in missing.items():
        yield Finding(setting, missing_words(found))
