"""The pure part of the search: one form for a word, what was typed, what is shown."""

import pytest
from hypothesis import given, strategies as st

from grants.calls.models import QuestionKind
from grants.proposals.rules.search.fields import fields_of
from grants.proposals.rules.search.passages import WORDS, best_passages, found_in, runs_of
from grants.proposals.rules.search.stems import STEMS, forms, token
from grants.proposals.rules.search.tokens import MOST_TOKENS, dense, tokens
from grants.proposals.rules.search.typed import LONGEST, MOST_TERMS, terms_of


@pytest.mark.parametrize(
    ("language", "alike"),
    [
        ("en", "city cities City CITIES"),
        ("en", "plan plans planning planned"),
        ("en", "house houses housing housed"),
        ("en", "community communities"),
        ("en", "address addresses"),
        ("fr", "eau eaux"),
        ("fr", "ville villes"),
        ("fr", "municipal municipale municipaux municipales"),
        ("fr", "réalisé realisee réalisées réaliser"),
        ("fr", "bateau bateaux"),
        ("es", "agua aguas"),
        ("es", "ciudad ciudades"),
        ("es", "migración migraciones"),
        ("es", "luz luces"),
        ("es", "urbano urbana urbanos urbanas"),
        ("pt", "água águas agua"),
        ("pt", "habitação habitações habitacao"),
        ("pt", "jovem jovens"),
        ("pt", "municipal municipais"),
        ("pt", "móvel móveis"),
        ("ar", "مدينة مدينة"),
    ],
)
def test_the_endings_of_a_word_do_not_matter(language: str, alike: str) -> None:
    assert len({token(word, language) for word in alike.split()}) == 1


@pytest.mark.parametrize(
    ("language", "apart"),
    [
        ("en", "water waste"),
        ("en", "string sting"),
        ("en", "speed spe"),
        ("fr", "eau peau"),
        ("fr", "local logement"),
        ("es", "casa cosa mes luz"),
        ("pt", "jovem jogo"),
    ],
)
def test_other_words_stay_other_words(language: str, apart: str) -> None:
    words = apart.split()
    assert len({token(word, language) for word in words}) == len(words)


@pytest.mark.parametrize("language", [*STEMS, "ar"])
@pytest.mark.parametrize("word", ["R7KQ2M", "2015", "x1s", "A320s"])
def test_what_has_a_digit_keeps_its_end(language: str, word: str) -> None:
    assert token(word, language) == word.lower()


@given(st.text(max_size=40), st.sampled_from([*STEMS, "ar", ""]))
def test_every_word_of_a_text_is_found_by_its_own_forms(text: str, language: str) -> None:
    for one in tokens(text, language):
        assert one
        assert "~" not in one
    for word in text.split():
        if word.isalnum() and (kept := token(word, language)):
            assert kept in forms(word)


def test_a_word_without_meaning_is_not_kept_but_its_accented_twin_is() -> None:
    assert tokens("Le droit à la ville pour Pará", "pt") == ["droit", "vill", "par"]


def test_only_the_beginning_of_an_endless_text_is_kept() -> None:
    assert len(tokens("word " * (MOST_TOKENS + 5), "en")) == MOST_TOKENS


def test_density_has_levels_by_how_often_a_thousand_words_say_it() -> None:
    text = ["x"] * 40 + ["y"] * 5 + ["z"] * 2 + ["once"] + ["other"] * 952
    assert set(dense(text)) >= {"~1x", "~2x", "~3x", "~1y", "~2y", "~1z"}
    assert set(dense(text)).isdisjoint({"~3y", "~2z", "~1once"})
    assert list(dense(["short", "text"])) == []


# -- what was typed -----------------------------------------------------------------------------


def read(typed: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    terms = terms_of(typed)
    return [t.words for t in terms.wanted], [t.words for t in terms.unwanted]


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", [], []),
        ("  \n ", [], []),
        ("water board", [("water",), ("board",)], []),
        ("water water", [("water",)], []),
        ('"safe water" Lima', [("safe", "water"), ("Lima",)], []),
        ("“safe water” «droit à la ville»", [("safe", "water"), ("droit", "ville")], []),
        ('"never closed', [("never", "closed")], []),
        ('lima"safe water"', [("lima",), ("safe", "water")], []),
        ("-dam water", [("water",)], [("dam",)]),
        ('-"big dam" -x', [], [("big", "dam"), ("x",)]),
        ("CATF-2026", [("CATF", "2026")], []),
        ("R-7KQ2M-XW4HT", [("R", "7KQ2M", "XW4HT")], []),
        ("micro-crédit l'eau", [("micro", "crédit"), ("eau",)], []),
        ("the right to the city", [("right",), ("city",)], []),
        ("the", [("the",)], []),
        ("Para", [("Para",)], []),
        ("- -- \" '' * ** () :: ~~ \\ % _", [], []),
        ("'x':* NEAR(b 7) OR b:w", [("x",), ("NEAR", "b"), ("7",), ("OR",), ("b", "w")], []),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_kindly(
    typed: str, wanted: list[tuple[str, ...]], unwanted: list[tuple[str, ...]]
) -> None:
    assert read(typed) == (wanted, unwanted)


def test_a_star_asks_for_what_begins_so() -> None:
    begun, whole, alone = terms_of("inond* eau x*").wanted
    assert (begun.beginning, whole.beginning, alone.beginning) == ("inond", None, None)
    assert terms_of("Ouaga…").wanted[0].beginning == "ouaga"


def test_more_than_is_searched_for_is_said() -> None:
    assert not terms_of("one two").is_cut
    assert terms_of(" ".join(f"w{n}" for n in range(MOST_TERMS + 1))).is_cut
    assert terms_of("x" * (LONGEST + 1)).is_cut
    assert len(terms_of(" ".join(f"w{n}" for n in range(99))).wanted) == MOST_TERMS


def test_words_that_every_text_has_are_left_out_and_said() -> None:
    assert terms_of("the water of the city").dropped == ("the", "of")
    assert terms_of("the of").dropped == ()


@given(st.text(max_size=300))
def test_no_text_is_an_error(typed: str) -> None:
    terms = terms_of(typed)
    for term in (*terms.wanted, *terms.unwanted):
        assert term.ways
        assert all(all(part for part in way) for way in term.ways)


# -- passages -----------------------------------------------------------------------------------


def shown(text: str, typed: str, language: str = "en") -> list[str]:
    return [
        "".join(f"[{part}]" if hit else part for hit, part in passage.runs)
        for passage in best_passages(text, terms_of(typed), language)
    ]


def test_a_passage_keeps_the_accents_and_endings_of_the_text() -> None:
    text = "Les habitations de Bogotá : l'Habitation sûre."
    assert shown(text, "habitation", "fr") == ["Les [habitations] de Bogotá : l'[Habitation] sûre."]
    assert shown("A água das ÁGUAS", "agua", "pt") == ["A [água] das [ÁGUAS]"]


def test_a_passage_is_some_thirty_words_around_what_was_found() -> None:
    text = "before " * 200 + "the kiosk " + "after " * 200
    (one,) = best_passages(text, terms_of("kiosks"), "en")
    words = "".join(part for _, part in one.runs).split()
    assert abs(len(words) - WORDS) <= 1
    assert (words.count("before"), one.is_cut_before, one.is_cut_after) == (13, True, True)


def test_the_two_best_places_are_shown_in_the_order_of_the_text() -> None:
    gap = " nothing" * 100
    text = f"first water{gap} here the safe water of a kiosk{gap} kiosk kiosk{gap} water"
    first, second = shown(text, "water kiosk")
    assert "safe [water] of a [kiosk]" in first
    assert "[kiosk] [kiosk]" in second


def test_a_passage_ends_with_its_answer() -> None:
    (one,) = shown("Before it.\n\nThe water here.\n\nAfter it.", "water")
    assert one == "The [water] here."


def test_of_a_phrase_only_the_whole_phrase_is_marked() -> None:
    text = "Water is safe. The safe, clean water. A right to the city, the right. Safe water!"
    assert shown(text, '"safe water"')[0].count("[") == 1
    assert "[right to the city]" in shown(text, '"right city"')[0]


def test_a_text_without_a_hit_shows_nothing() -> None:
    assert best_passages("Nothing of the kind", terms_of("water -dam"), "en") == []


def test_a_hit_in_an_organisation_alone_shows_its_line() -> None:
    found = found_in("Title", ("Water Board\nCity of Tamale", "Ghana"), "", terms_of("water"), "en")
    assert [p.runs for p in found.passages] == [((True, "Water"), (False, " Board"))]


@given(st.text(max_size=300), st.text(max_size=30), st.sampled_from([*STEMS]))
def test_the_runs_of_a_text_are_the_text(text: str, typed: str, language: str) -> None:
    terms = terms_of(typed)
    assert "".join(part for _, part in runs_of(text, terms, language)) == text
    for passage in best_passages(text, terms, language):
        assert "".join(part for _, part in passage.runs) in text
        assert any(hit for hit, _ in passage.runs)


# -- what of a submission is searched -----------------------------------------------------------


class Ask:
    """A question as far as the search asks it."""

    def __init__(self, code: str, kind: QuestionKind, *options: dict[str, object]):
        self.code, self.kind, self.options = code, kind, options


def test_every_part_of_a_submission_is_told_by_its_words() -> None:
    kinds = QuestionKind
    content = {
        "language": "fr",
        "answers": {
            "title": "Eaux de Tamale",
            "city": {"name": "Tamale", "country": "GH", "city_id": 7},
            "theme": "live",
            "proponent": {"name": "Mairie", "representative": {"name": "A. Sow"}},
            "partners": [{"name": "Union"}, {"name": "Mairie"}],
            "table": [{"what": "Puits", "n": 12}],
            "sure": True,
            "unknown": "not of this form",
        },
        "budget": [{"component": "Kiosques", "grant_cents": 5}],
        "documents": [{"name": "plan.pdf", "code": "x"}],
        "endorsements": [{"organisation": "UN-Habitat", "representative": "B. Ami"}],
        "declaration": {"conflicts": "secret"},
    }
    questions = [
        Ask("title", kinds.SHORT_TEXT),
        Ask("city", kinds.CITY),
        Ask("theme", kinds.SINGLE_CHOICE, {"value": "live", "label": {"fr": "Vivre"}}),
        Ask("proponent", kinds.ORGANISATION),
        Ask("partners", kinds.ORGANISATIONS),
        Ask("table", kinds.TABLE),
        Ask("sure", kinds.YES_NO),
    ]
    found = fields_of(content, questions, numbers=["ABC", "R-1"])  # type: ignore[arg-type]
    assert found.title == "Eaux de Tamale"
    assert found.organisations == "Mairie\nUnion\nUN-Habitat"
    assert found.places == "Tamale\nGhana\nGana"
    assert found.numbers == "ABC\nR-1"
    assert found.body.split("\n\n") == [
        "Vivre", "A. Sow", "Puits, 12", "Kiosques", "plan.pdf", "B. Ami",
    ]  # fmt: skip


def test_the_same_words_are_shown_once() -> None:
    gap = "\n\n" + "nothing " * 100 + "\n\n"
    body = gap.join(["The water of Lima.", "The water of Lima!", "Another water."])
    assert shown(body, "water") == ["The [water] of Lima.", "Another [water]."]
    lines = ("Lima Council\nPeru\nPERU", "Lima, Peru", "")
    found = found_in("A title", lines, "Nothing.", terms_of("peru"), "en")
    texts = ["".join(text for _, text in one.runs) for one in found.passages]
    assert texts == ["Peru", "Lima, Peru"]
