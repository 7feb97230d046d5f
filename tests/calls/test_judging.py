"""A lead changes the criteria and the checklist of a call that has not opened."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from grants.accounts.models import Person, Role
from grants.calls import service
from grants.calls.models import CallStatus, CheckMode
from grants.calls.rules import judging
from grants.calls.rules.document import CallDocument, CheckText
from grants.calls.rules.ordering import moved, one_of
from grants.calls.rules.publishing import check_consistent
from grants.calls.rules.quiz import in_quiz
from grants.core.actor import SYSTEM
from tests import build
from tests.browsing import Browser
from tests.calls.documents import SHIPPED, now, version
from tests.counting import queries_of

Browse = Callable[..., Browser]


# -- rules ----------------------------------------------------------------------------------------


def test_nothing_moves_past_an_end(draft: CallDocument) -> None:
    codes = [c.code for c in draft.criteria]
    first, last = draft.criteria[0], draft.criteria[-1]
    assert moved(draft.criteria, first, -1) == draft.criteria
    assert moved(draft.criteria, last, 1) == draft.criteria
    assert moved(draft.criteria, None, 1) == draft.criteria
    swapped = moved(draft.criteria, first, 1)
    assert [c.code for c in swapped] == [codes[1], codes[0], *codes[2:]]


def test_a_new_code_of_a_criterion_is_followed_by_all_that_names_it(draft: CallDocument) -> None:
    one = draft.criteria[0]
    named = judging.named_by(draft, one.code)
    assert named.questions
    after = judging.with_criterion(draft, one.code, replace(one, code="NEW"))
    assert judging.named_by(after, one.code) == judging.NamedBy((), False)
    assert judging.named_by(after, "NEW") == named
    assert check_consistent(after) == []


def test_a_criterion_goes_with_every_mention_of_it(draft: CallDocument) -> None:
    tied = replace(draft, tie_order=(draft.criteria[0].code, "drawn"))
    after = judging.without_criterion(tied, draft.criteria[0].code)
    assert judging.named_by(after, draft.criteria[0].code) == judging.NamedBy((), False)
    assert after.tie_order == ("drawn",)
    assert check_consistent(after) == []


def test_a_quiz_has_at_most_ten_questions(draft: CallDocument) -> None:
    def asked(n: int) -> CallDocument:
        quiz = {"question": {"en": "Is it so?"}, "passes": "yes"}
        one = draft.checklist[0]
        items = tuple(replace(one, code=f"Q{i}", quiz=quiz) for i in range(n))
        return replace(draft, checklist=items)

    assert check_consistent(asked(10)) == []
    [finding] = check_consistent(asked(11))
    assert (finding.setting, "11 quiz questions" in str(finding.message)) == ("checklist", True)


# -- criteria -------------------------------------------------------------------------------------


def test_a_criterion_saved_as_it_is_changes_nothing(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    before = version()
    for one in draft.criteria:
        page = browse(lead).get(f"/calls/{SHIPPED}/edit/criterion/{one.code}")
        assert page.form("code").submit(button="Save").heading == "Criteria"
    assert (now(), version()) == (draft, before)


def test_every_field_of_a_criterion_is_saved(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    one = draft.criteria[0]
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criterion/{one.code}")
    form = page.form("code")
    reads = [name for name in form.values() if name.startswith("reads_concept_note")]
    other = draft.criteria[1]
    page = form.submit(
        {
            "code": "Z1",
            "name_fr": "Un autre nom",
            "weight": str(one.weight + 1),
            f"weight_of_{other.code}": str(other.weight - 1),
            "floor": "4",
            "min_comment_chars": "77",
            "anchor3_es": "Tres puntos",
            "source": "Call text 2026",
            **{name: [] for name in reads},
            "reads_concept_note_0": ["title"],
        }
    )
    assert page.heading == "Criteria"
    assert "The weights add up to 100." in page.text
    after = now().criteria[0]
    assert (after.code, after.weight, after.floor, after.min_comment_chars) == (
        "Z1", one.weight + 1, 4, 77,
    )  # fmt: skip
    assert (after.name["fr"], after.name["en"]) == ("Un autre nom", one.name["en"])
    assert after.anchors[3]["es"] == "Tres puntos"
    assert after.source == "Call text 2026"
    assert [code for code in after.reads if code not in one.reads] == ["title"]
    assert [c.weight for c in now().criteria[1:]] == [
        other.weight - 1, *(c.weight for c in draft.criteria[2:]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("code", "", "Write a short code"),
        ("code", "two words", "letters and digits"),
        ("name_en", "", "Write it in English"),
        ("anchor0_en", " ", "Write it in English"),
        ("weight", "0", "weight from 1 to 100"),
        ("weight", "many", "Write a whole number"),
        ("floor", "6", "from 0 to 5 points"),
        ("min_comment_chars", "-1", "from 0 to 5,000"),
    ],
)
def test_what_is_wrong_with_a_criterion_is_said_and_typed_text_stays(
    draft: CallDocument, lead: Person, browse: Browse, field: str, typed: str, words: str
) -> None:
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criterion/{draft.criteria[0].code}")
    page = page.form("code").submit({"name_pt": "Fica aqui", field: typed})
    assert page.status == 422
    assert words in page.text
    assert page.form("code").values()["name_pt"] == "Fica aqui"
    assert now() == draft


def test_two_criteria_never_share_a_code(draft: CallDocument, lead: Person, browse: Browse) -> None:
    first, second = draft.criteria[:2]
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criterion/{first.code}")
    page = page.form("code").submit({"code": second.code})
    assert page.status == 422
    assert f"has the code “{second.code}” twice" in page.text
    assert now() == draft


def test_a_criterion_is_added_with_the_weights_of_the_others(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    form = browse(lead).get(f"/calls/{SHIPPED}/edit/criteria").click("Add a criterion").form("code")
    first = draft.criteria[0]
    texts = {"name_en": "New", **{f"anchor{n}_en": f"{n} points" for n in range(6)}}
    page = form.submit({"code": "N", "weight": "7", **texts})
    assert page.heading == "Criteria"
    assert "add up to 107: 7 too many" in page.text
    page = page.form("op").submit({f"weight_of_{first.code}": str(first.weight - 8)})
    assert "add up to 99: 1 too few" in page.text
    added = now().criteria[-1]
    assert (added.code, added.weight, added.reads, added.floor) == ("N", 7, (), None)
    assert "weights add up to 99" in browse(lead).get(f"/calls/{SHIPPED}/edit").text


def test_another_weight_is_no_longer_as_the_fund_set_it(draft: CallDocument) -> None:
    first, second, *_rest = (replace(one, source="Call text") for one in draft.criteria)
    weights = {first.code: first.weight, second.code: second.weight + 1}
    after = judging.with_weights(replace(draft, criteria=(first, second)), weights).criteria
    assert [one.source for one in after] == ["Call text", ""]


def test_the_buttons_of_the_list_move_a_criterion(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    codes = [c.code for c in draft.criteria]
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criteria")
    page = page.form("op").submit(button=f"Down: {codes[0]}")
    assert [c.code for c in now().criteria] == [codes[1], codes[0], *codes[2:]]
    page.form("op").submit(button=f"Up: {codes[0]}")
    assert now().criteria == draft.criteria


def test_a_button_of_the_list_keeps_the_weights_that_were_typed(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    first, second = draft.criteria[:2]
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criteria")
    page = page.form("op").submit({f"weight_of_{first.code}": "33"}, button=f"Down: {first.code}")
    after = {c.code: c.weight for c in now().criteria}
    assert [*after][:2] == [second.code, first.code]
    assert after[first.code] == 33
    wrong = {f"weight_of_{first.code}": "many"}
    page = page.form("op").submit(wrong, button=f"Up: {first.code}")
    assert page.status == 422
    assert page.form("op").values()[f"weight_of_{first.code}"] == "many"
    assert {c.code: c.weight for c in now().criteria} == after


def test_the_answers_beside_a_criterion_are_put_in_order(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    one = next(c for c in draft.criteria if len(c.reads) > 2)
    first, second, *rest = one.reads
    labels = {q.code: q.label["en"] for section in draft.concept_note for q in section.questions}
    browser = browse(lead)
    page = browser.get(f"/calls/{SHIPPED}/edit/criterion/{one.code}")
    assert " · ".join(labels[code] for code in one.reads) in page.text
    page = page.click("Change the order").form("op").submit(button=f"Down: {labels[first]}")
    assert page.heading == "Order of the answers"
    [after] = [c for c in now().criteria if c.code == one.code]
    assert after == replace(one, reads=(second, first, *rest))
    page.form("op").submit(button=f"Up: {labels[first]}")
    assert now() == draft


def test_a_removed_criterion_shows_and_takes_what_names_it(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    code = draft.criteria[0].code
    named = judging.named_by(draft, code)
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/criteria").click(f"Remove: {code}")
    assert page.heading == f"Remove criterion {code}?"
    assert page.text.count("It no longer scores the question") == len(named.questions)
    other = draft.criteria[1]
    weight = str(other.weight + draft.criteria[0].weight)
    page = page.form(f"weight_of_{other.code}").submit({f"weight_of_{other.code}": weight})
    assert "The weights add up to 100." in page.text
    assert now().criteria[0].code == other.code
    assert judging.named_by(now(), code).questions == ()


# -- checklist ------------------------------------------------------------------------------------


def test_an_item_saved_as_it_is_changes_nothing(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    before = version()
    for one in draft.checklist:
        page = browse(lead).get(f"/calls/{SHIPPED}/edit/check/{one.code}")
        assert page.form("code").submit(button="Save").heading == "Eligibility checklist"
    assert (now(), version()) == (draft, before)


def test_an_item_is_added_moved_and_removed(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/checklist").click("Add an item")
    page = page.form("code").submit(
        {
            "code": "Z9",
            "text_en": "Is it so?",
            "mode": "system",
            "rule": "country_on_list",
            "curable": "y",
            "reason_code": "not-so",
            "reason_en": "It is not so.",
            "quiz_en": "Will it be so?",
            "quiz_fr": "Sera-ce ainsi ?",
            "passes": "no",
            "source": "Call text 2026",
        }
    )
    assert page.heading == "Eligibility checklist"
    assert now().checklist[-1] == CheckText(
        code="Z9",
        mode=CheckMode.SYSTEM,
        rule="country_on_list",
        text={"en": "Is it so?"},
        curable=True,
        reason_code="not-so",
        reason={"en": "It is not so."},
        quiz={"question": {"en": "Will it be so?", "fr": "Sera-ce ainsi ?"}, "passes": "no"},
        source="Call text 2026",
    )
    page.form("op").submit(button="Up: Z9")
    assert now().checklist[-2].code == "Z9"
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/checklist").click("Remove: Z9")
    assert "Will it be so?" in page.text
    page.form("version").submit()
    assert now() == replace(draft, listed=now().listed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text_en": ""}, "Write it in English"),
        ({"reason_en": ""}, "Write it in English"),
        ({"mode": "system", "rule": ""}, "Choose what the system checks"),
        ({"quiz_en": "", "quiz_fr": "Une question"}, "Write it in English"),
        ({"reason_code": ""}, "Write a short code"),
    ],
)
def test_what_is_wrong_with_an_item_is_said(
    draft: CallDocument, lead: Person, browse: Browse, typed: dict[str, str], words: str
) -> None:
    one = next(c for c in draft.checklist if c.mode is CheckMode.OFFICER)
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/check/{one.code}")
    page = page.form("code").submit(typed)
    assert page.status == 422
    assert words in page.text
    assert now() == draft


def test_an_item_without_its_question_leaves_the_quiz(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    one = next(c for c in draft.checklist if c.quiz)
    form = browse(lead).get(f"/calls/{SHIPPED}/edit/check/{one.code}").form("code")
    form.submit({name: "" for name in form.values() if name.startswith("quiz_")})
    after = one_of(now().checklist, one.code)
    assert after is not None
    assert after.quiz is None
    assert in_quiz(now().checklist) == in_quiz(draft.checklist) - 1


# -- both -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["criteria", "checklist"])
def test_a_stale_page_moves_nothing(
    draft: CallDocument, lead: Person, browse: Browse, page: str
) -> None:
    form = browse(lead).get(f"/calls/{SHIPPED}/edit/{page}").form("op")
    service.edit(SYSTEM, SHIPPED, lambda it: replace(it, evaluators=5), version=version())
    changed = now()
    assert form.submit(button="Down: ").status == 409
    assert now() == changed


def test_what_is_not_there_has_no_page_and_an_opened_call_none_at_all(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    build.call("CATF-OPEN", status=CallStatus.OPEN)
    browser = browse(lead)
    for path in (
        "criterion/none",
        "criterion/none/reads",
        "check/none",
        "criterion/none/remove",
        "check/none/remove",
    ):
        assert browser.get(f"/calls/{SHIPPED}/edit/{path}").status == 404
    for path in ("criteria", "criteria/add", "criterion/A", "criterion/A/reads",
                 "criterion/A/remove", "checklist", "checklist/add", "check/A2",
                 "check/A2/remove"):  # fmt: skip
        page = browser.get(f"/calls/CATF-OPEN/edit/{path}")
        assert (page.status, "This call has opened" in page.text) == (422, True)
    officer = browse(build.person("", Role.OFFICER))
    assert officer.get(f"/calls/{SHIPPED}/edit/criteria").status in (403, 404)


def test_no_page_takes_more_than_twelve_queries(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    browser = browse(lead)
    one, item = draft.criteria[0].code, draft.checklist[0].code
    for path in ("criteria", f"criterion/{one}", f"criterion/{one}/reads",
                 f"criterion/{one}/remove", "criteria/add", "checklist", f"check/{item}",
                 f"check/{item}/remove"):  # fmt: skip
        assert queries_of(browser, f"/calls/{SHIPPED}/edit/{path}") <= 12
