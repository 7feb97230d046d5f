"""Texts of a call that are missing in a language are listed, and filled in together."""

from collections.abc import Callable
from dataclasses import replace

from grants.accounts.models import Person
from grants.calls import queries, service
from grants.calls.rules.document import CallDocument, Texts
from grants.calls.rules.publishing import check_publishable
from grants.calls.rules.texts import Place, filled, gaps, rewritten
from grants.core.actor import SYSTEM
from tests.browsing import Browser
from tests.calls.documents import SHIPPED, now, version
from tests.counting import queries_of

Browse = Callable[..., Browser]


def only_english(call: CallDocument) -> CallDocument:
    return rewritten(call, lambda _place, texts: {c: t for c, t in texts.items() if c == "en"})


def cut(draft: CallDocument, *places: Place) -> CallDocument:
    """Take the French out of some texts, and store that."""

    def without(place: Place, texts: Texts) -> Texts:
        return {c: t for c, t in texts.items() if c != "fr"} if place in places else texts

    service.edit(SYSTEM, SHIPPED, lambda it: rewritten(it, without), version=version())
    return now()


def test_a_call_rewritten_as_it_is_stays_the_same(draft: CallDocument) -> None:
    assert rewritten(draft, lambda _place, texts: texts) == draft


def test_every_kind_of_text_is_missed_when_it_is_not_translated(draft: CallDocument) -> None:
    assert gaps(draft) == []
    found = gaps(only_english(draft))
    assert {gap.missing for gap in found} == {("fr", "es", "pt")}
    places = [gap.place for gap in found]
    assert len(set(places)) == len(places)
    kinds = {(place.setting, place.part.partition(".")[0].rstrip("012345")) for place in places}
    assert kinds >= {
        ("title", "title"), ("guidance", "guidance"), ("focus_areas", "name"),
        ("criteria", "name"), ("criteria", "anchor"), ("checklist", "text"),
        ("checklist", "reason"), ("checklist", "quiz"), ("budget", "label"),
        ("budget", "not_paid"), ("concept_note", "group"), ("concept_note", "title"),
        ("concept_note", "label"), ("concept_note", "help"), ("concept_note", "why"),
    }  # fmt: skip


def test_what_is_missing_stops_publishing(draft: CallDocument) -> None:
    [first, *_rest] = [c for c in draft.checklist if c.quiz]
    quiz = {"question": {"en": "Only so"}, "passes": "yes"}
    items = tuple(replace(c, quiz=quiz) if c == first else c for c in draft.checklist)
    [finding] = check_publishable(replace(draft, checklist=items))
    assert str(finding.message) == f"{first.code} is missing in French, Spanish, Portuguese"


def test_english_is_needed_even_of_a_call_that_does_not_accept_it(draft: CallDocument) -> None:
    french = replace(draft, languages=("fr",), title={"fr": "Un titre"})
    [gap] = gaps(french)
    assert (gap.place.setting, gap.missing) == ("title", ("en",))


def test_a_text_that_is_nowhere_written_is_not_missing(draft: CallDocument) -> None:
    assert gaps(replace(draft, theme={}, guidance={"en": ""})) == []


def test_filling_in_never_overwrites(draft: CallDocument) -> None:
    place = Place("title", "", "title")
    after = filled(replace(draft, title={"en": "A", "fr": ""}), {place: {"en": "B", "fr": "C"}})
    assert after.title == {"en": "A", "fr": "C"}


def test_the_list_leads_to_where_each_text_is_written(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    criterion, check = draft.criteria[0].code, draft.checklist[0].code
    cut(draft, Place("criteria", criterion, "anchor2"), Place("checklist", check, "reason"))
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/texts")
    assert page.text.count("French") >= 2
    assert page.click("2 points").heading == f"Criterion {criterion}"
    assert page.click("What the city reads").heading == f"Item {check}"
    assert "2 texts are missing in a language" in browse(lead).get(f"/calls/{SHIPPED}/edit").text


def test_only_what_is_missing_is_asked_and_saved_together(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    criterion = draft.criteria[0]
    places = (Place("criteria", criterion.code, "name"), Place("title", "", "title"))
    cut(draft, *places)
    page = browse(lead).get(f"/calls/{SHIPPED}/edit/texts").click("Fill them all in")
    form = page.form("version")
    asked = {name for name in form.values() if name.endswith(("_en", "_fr", "_es", "_pt"))}
    assert asked == {f"criteria.{criterion.code}.name_fr", "title..title_fr"}
    assert criterion.name["en"] in page.text
    page = form.submit({f"criteria.{criterion.code}.name_fr": "Pertinence"})
    assert page.heading == "Missing texts"
    after = now()
    assert after.criteria[0].name == {**criterion.name, "fr": "Pertinence"}
    assert "fr" not in after.title
    page = (
        page.click("Fill them all in")
        .form("version")
        .submit({"title..title_fr": draft.title["fr"]})
    )
    assert "No text is missing" in page.text
    assert gaps(now()) == []


def test_a_stale_page_of_texts_saves_nothing(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    cut(draft, Place("title", "", "title"))
    form = browse(lead).get(f"/calls/{SHIPPED}/edit/texts/fill").form("version")
    call = queries.for_office(SYSTEM, SHIPPED)
    service.edit(SYSTEM, SHIPPED, lambda it: replace(it, evaluators=5), version=call.version)
    page = form.submit({"title..title_fr": "Un titre tapé"})
    assert page.status == 409
    assert "Un titre tapé" in page.source
    assert "fr" not in now().title


def test_the_pages_take_few_queries_however_much_is_missing(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    call = queries.for_office(SYSTEM, SHIPPED)
    service.edit(SYSTEM, SHIPPED, only_english, version=call.version)
    browser = browse(lead)
    assert queries_of(browser, f"/calls/{SHIPPED}/edit/texts") <= 12
    assert queries_of(browser, f"/calls/{SHIPPED}/edit/texts/fill") <= 12
    page = browser.get(f"/calls/{SHIPPED}/edit/texts/fill").form("version").submit()
    assert page.heading == "Missing texts"


def test_texts_are_written_in_a_language_the_call_does_not_accept(
    draft: CallDocument, lead: Person, browse: Browse
) -> None:
    def without(place: Place, texts: Texts) -> Texts:
        return {c: t for c, t in texts.items() if c != "pt"}

    call = queries.for_office(SYSTEM, SHIPPED)
    languages = ("en", "fr", "es")
    service.edit(
        SYSTEM, SHIPPED, lambda it: replace(rewritten(it, without), languages=languages),
        version=call.version,
    )  # fmt: skip
    browser = browse(lead)
    assert "title_pt" not in browser.get(f"/calls/{SHIPPED}/edit/about").source
    page = browser.get(f"/calls/{SHIPPED}/edit/texts")
    assert "No text is missing" in page.text
    assert "0 of" in page.text
    page = page.click("Portuguese").form("version").submit({"title..title_pt": "Um título"})
    assert page.heading == "Missing texts"
    assert "1 of" in page.text
    assert now().title == {**without(Place("title", "", ""), draft.title), "pt": "Um título"}
    assert gaps(now()) == []
    form = browser.get(f"/calls/{SHIPPED}/edit/about").form("version")
    assert form.values()["title_pt"] == "Um título"
    form.submit({"title_pt": ""})
    assert "pt" not in now().title
    for language in ("fr", "ar", "xx"):
        assert browser.get(f"/calls/{SHIPPED}/edit/texts/fill?language={language}").status == 404
