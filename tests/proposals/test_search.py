"""Full text: what is found on both databases, in which order, and that the index keeps up."""

import json
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st

from grants.accounts.models import Role
from grants.calls.models import CallStatus
from grants.core import clock, hooks, jobs
from grants.core.db import db
from grants.proposals.models import Proposal, ProposalStatus, ProposalText
from grants.proposals.models.search import INDEX
from grants.proposals.queries.search import matching, passages, rank
from grants.proposals.rules.search.tokens import MOST_TOKENS, tokens
from grants.proposals.rules.search.typed import Term, terms_of
from grants.proposals.service import search_index
from grants.proposals.service.archive import PastProposal, enter_past
from grants.proposals.service.withdraw import withdraw
from tests import build
from tests.counting import statements
from tests.proposals import ready
from tests.proposals.searching import found, freeze, handed_in


def corpus() -> None:
    """Six proposals in the four languages."""
    call = build.call("CATF-2031")
    handed_in(call, "Water kiosks run by women", "Kiosks bring safe water to four settlements.")
    handed_in(call, "Eaux usées", "La ville gère l'eau : des réseaux réalisés.", language="fr")
    handed_in(
        call,
        "Viviendas dignas",
        "Ciudades para migrantes; agua segura. La luz de la nación.",
        language="es",
        answers={"proponent": {"name": "Municipalidad de Bogotá", "country": "CO"}},
    )
    handed_in(
        call,
        "Habitações no Pará",
        "Água para os jovens municipais",
        language="pt",
        answers={"city": {"name": "Belém", "country": "BR"}},
    )
    handed_in(call, "Right to the city", "A charter of the city; the city's right to plan.")
    handed_in(call, "Планы города", "مدينة для людей", language="ru")


ENGLISH, FRENCH, SPANISH, PORTUGUESE, RIGHT, RUSSIAN = (
    "Water kiosks run by women", "Eaux usées", "Viviendas dignas", "Habitações no Pará",
    "Right to the city", "Планы города",
)  # fmt: skip

QUERIES: list[tuple[str, set[str]]] = [
    ("kiosk", {ENGLISH}),
    ("KIOSKS", {ENGLISH}),
    ("settlement women", {ENGLISH}),
    ("settlement dam", set()),
    ("eau", {FRENCH}),
    ("réalisée", {FRENCH}),
    ("usee", {FRENCH}),
    ("ciudad", {SPANISH}),
    ("aguas", {SPANISH, PORTUGUESE}),
    ("naciones", {SPANISH}),
    ("luces", {SPANISH}),
    ("habitacao", {PORTUGUESE}),
    ("jovem", {PORTUGUESE}),
    ("bogota", {SPANISH}),
    ("Colombie", {SPANISH}),
    ("Brésil", {PORTUGUESE}),
    ("belem", {PORTUGUESE}),
    ("para", {PORTUGUESE}),
    ("cities", {RIGHT}),
    ('"safe water"', {ENGLISH}),
    ('"water safe"', set()),
    ('"right to the city"', {RIGHT}),
    ('"city right"', {RIGHT}),
    ('"women kiosks"', set()),  # the end of one field and the beginning of the next
    ("-agua -water", {FRENCH, RIGHT, RUSSIAN}),
    ('water -"safe water"', set()),
    ("kios*", {ENGLISH}),
    ("kiosque*", set()),
    ("habita*", {PORTUGUESE}),
    ("CATF-2031", {ENGLISH, FRENCH, SPANISH, PORTUGUESE, RIGHT, RUSSIAN}),
    ("catf-2030", set()),
    ("города", {RUSSIAN}),
    ("مدينة", {RUSSIAN}),
    ("", {ENGLISH, FRENCH, SPANISH, PORTUGUESE, RIGHT, RUSSIAN}),
]


@pytest.mark.both_databases
def test_words_are_found_whatever_their_accents_endings_and_language(app: Flask) -> None:
    corpus()
    wrong = {typed: found(typed) for typed, expected in QUERIES if set(found(typed)) != expected}
    assert wrong == {}


@pytest.mark.both_databases
def test_a_reference_and_a_receipt_find_their_proposal(app: Flask) -> None:
    world = ready.complete()
    number = ready.send(world)
    handed_in(world.call, "Another")
    assert found(world.proposal.ref) == found(world.proposal.ref.lower()) == [world.proposal.title]
    assert found(number) == [world.proposal.title]
    assert found(world.proposal.ref[:5] + "*") == [world.proposal.title]


WORDS = [
    "water",
    "eau",
    "eaux",
    "agua",
    "city",
    "cities",
    "ville",
    "the",
    "de",
    "plan",
    "planned",
    "Pará",
    "2015",
    "œuvre",
    "مدينة",
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
asked = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(WORDS).map(lambda w: f"-{w}"),
        st.sampled_from(WORDS).map(lambda w: f"{w[:2]}*"),
        texts.map(lambda t: f'"{t}"'),
        texts.map(lambda t: f'-"{t}"'),
        st.text(max_size=8),
    ),
    max_size=4,
).map(" ".join)

CODES = st.sampled_from(["en", "fr", "es", "pt", "ar"])


@pytest.mark.both_databases
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(texts_=st.lists(st.tuples(texts, texts, CODES), max_size=4),
       typed=st.lists(asked, min_size=3, max_size=6))  # fmt: skip
def test_both_databases_find_what_reading_every_text_finds(
    app: Flask, texts_: list[tuple[str, str, str]], typed: list[str]
) -> None:
    db.session.execute(sa.delete(ProposalText))
    lead, call = build.person(), build.call()
    rows = [
        (build.proposal(call, lead, language=code, status=ProposalStatus.SUBMITTED), fields)
        for *fields, code in texts_
    ]
    for row, (title, summary) in rows:
        freeze(row, {"title": title, "summary": summary})
    for words in typed:
        terms = terms_of(words)
        query = sa.select(Proposal.id).where(matching(terms), Proposal.call_id == call.id)
        expected = {
            row.id for row, fields in rows
            if all(holds(row, call.ref, fields, t) for t in terms.wanted)
            and not any(holds(row, call.ref, fields, t) for t in terms.unwanted)
        }  # fmt: skip
        assert set(db.session.scalars(query)) == expected, words
        db.session.execute(sa.select(Proposal.id, rank(terms)).where(matching(terms)))
    db.session.commit()


def holds(row: Proposal, call_ref: str, fields: Sequence[str], term: Term) -> bool:
    """Read word by word, without an index."""
    said = [tokens(text, row.language) for text in (*fields, row.ref + " " + call_ref)]
    if term.beginning and any(w.startswith(term.beginning) for words in said for w in words):
        return True
    return any(
        tuple(words[i : i + len(way)]) == way
        for words in said
        for way in term.ways
        for i in range(len(words))
    )


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "typed",
    ["'", '"', "\\", "a:b", "NEAR(a b, 2)", "* ", "^a", "{a b} : c", "a & | ! b", "'x':*A <-> b",
     "%s %(x)s :bind", "x" * 5000, "\x00", "́", "🏙️", "-", '-"', "a\\'b", "~1water"],
)  # fmt: skip
def test_no_query_is_an_error(app: Flask, typed: str) -> None:
    corpus()
    every = set(db.session.scalars(sa.select(Proposal.title)))
    for asked in (typed, f'water "{typed}" -{typed} {typed}*'):
        assert set(found(asked)) <= every


@pytest.mark.both_databases
def test_titles_and_organisations_come_first_then_the_densest_then_the_newest(app: Flask) -> None:
    call = build.call()
    talk = "word " * 300
    handed_in(call, "Older, once", f"water {talk}")
    handed_in(call, "Newer, once", f"water {talk}", submitted_at=clock.now().replace(year=2090))
    handed_in(call, "Dense", f"{'water ' * 8} {talk}")
    handed_in(call, "Some", f"{'waters ' * 2} {talk}")
    handed_in(call, "Water in the title", talk)
    body = {"proponent": {"name": "Tamale Water Board", "country": "GH"}}
    handed_in(call, "Organisation", talk, answers=body)
    assert found("water") == [
        "Organisation", "Water in the title", "Dense", "Some", "Newer, once", "Older, once",
    ]  # fmt: skip
    assert found("water tamale board") == ["Organisation"]


@pytest.mark.both_databases
def test_a_word_far_into_a_long_text_is_found_also_in_a_phrase(app: Flask) -> None:
    filler = " ".join(f"w{n}" for n in range(MOST_TOKENS - 10))
    handed_in(build.call(), "Long", f"{filler} safe water")
    assert found('"safe water"') == ["Long"]


# -- the index keeps up -------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_draft_a_test_and_a_full_proposal_are_never_found(app: Flask) -> None:
    world = ready.complete()
    build.proposal(world.call, world.lead, title="Kiosk test", is_test=True)
    assert found("kiosk") == []
    title = world.proposal.title
    ready.send(world)
    assert found("kiosk") == [title]
    search_index.rebuild()
    assert found("kiosk") == [title]


@pytest.mark.both_databases
def test_what_is_found_is_what_was_submitted_not_what_is_being_written(app: Flask) -> None:
    world = ready.complete()
    title = world.proposal.title
    ready.send(world)
    ready.write(world.proposal, "summary", "Turbines bring wind.")
    assert (found("turbine"), found("kiosk")) == ([], [title])
    ready.send(world)
    assert (found("turbine"), found("settlement")) == ([title], [])
    ready.write(world.proposal, "summary", "Kiosks bring water.")
    search_index.rebuild()
    assert (found("turbine"), found('"bring water"')) == ([title], [])


@pytest.mark.both_databases
def test_a_submission_that_fails_at_its_end_leaves_nothing_in_the_index(app: Flask) -> None:
    world = ready.complete()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with hooks.proposal_submitted.connected_to(fail), pytest.raises(ZeroDivisionError):
        ready.send(world)
    db.session.rollback()
    assert found("kiosk") == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ProposalText)) == 0


@pytest.mark.both_databases
def test_a_withdrawn_proposal_is_still_found(app: Flask) -> None:
    world = ready.complete()
    ready.send(world)
    withdraw(world.actor, world.ref)
    assert found("kiosk") == [world.proposal.title]


@pytest.mark.both_databases
def test_a_proposal_from_before_this_system_is_found_by_what_is_known_of_it(app: Flask) -> None:
    lead = build.person("", Role.LEAD)
    call = build.call("CATF-2014", status=CallStatus.ARCHIVED)
    past = PastProposal(
        "Sfax : une carte sonore", ProposalStatus.REJECTED, "TN", "Sfax", "Municipalité de Sfax",
        language="fr",
    )  # fmt: skip
    enter_past(build.acting(lead), call, past, entered_for=lead)
    for typed in ("cartes sonores", "tunisia", "municipalite", "catf-2014"):
        assert found(typed) == [past.title], typed
    search_index.rebuild()
    assert found("cartes sonores") == [past.title]


@pytest.mark.both_databases
def test_built_anew_the_index_is_what_it_had_become(app: Flask) -> None:
    corpus()
    row = db.session.scalars(sa.select(Proposal).where(Proposal.title == ENGLISH)).one()
    freeze(row, {"title": ENGLISH, "summary": "Wells, no kiosk."})
    before = [found(typed) for typed, _ in QUERIES], texts_kept()
    told: list[tuple[int, int]] = []
    assert search_index.rebuild(lambda done, total: told.append((done, total))) == 6
    assert ([found(typed) for typed, _ in QUERIES], texts_kept()) == before
    assert told == [(0, 6), (6, 6)]
    assert found("settlement") == []


def texts_kept() -> list[tuple[object, ...]]:
    columns = [c for c in sa.inspect(ProposalText).columns if c.name != "id"]
    return [tuple(r) for r in db.session.execute(sa.select(*columns).order_by(columns[0]))]


@pytest.mark.both_databases
def test_a_rebuild_goes_on_where_another_stopped(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus()
    monkeypatch.setattr(search_index, "BATCH", 2)
    told: list[int] = []

    def stop(done: int, _total: int) -> None:
        told.append(done)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search_index.rebuild(stop)
    db.session.rollback()
    assert (told, len(found("CATF-2031"))) == ([0, 2, 4], 4)
    jobs.enqueue(search_index.REBUILD, {})
    db.session.commit()
    assert jobs.work_once()
    assert len(found("CATF-2031")) == 6


@pytest.mark.both_databases
def test_an_index_is_asked_for_by_its_upgrade_when_something_was_submitted(app: Flask) -> None:
    """As 0023 does it: the same words, on a database that holds proposals."""
    from importlib import import_module

    assert found("kiosk") == []
    revision = import_module("migrations.versions.0023_search")
    statements_: list[str] = []
    handed_in(build.call(), "Kiosk")
    original = revision.op
    revision.op = type("Op", (), {"execute": staticmethod(statements_.append)})
    try:
        revision._ask_for_a_rebuild()
    finally:
        revision.op = original
    db.session.execute(sa.text(statements_[0]))
    search_index._empty()
    db.session.commit()
    assert jobs.work_once()
    assert found("kiosk") == ["Kiosk"]


# -- what it costs, and what is shown -----------------------------------------------------------


@pytest.mark.both_databases
def test_passages_of_a_page_take_one_query_and_are_of_what_was_submitted(app: Flask) -> None:
    call = build.call()
    ids = [handed_in(call, f"Kiosk {n}", f"The safe water number {n}").id for n in range(5)]
    with statements() as seen:
        shown = passages(ids, terms_of("waters"))
    assert len(seen) == 1
    assert len(shown) == 5
    assert shown[ids[3]].title == ((False, "Kiosk 3"),)
    assert [p.runs for p in shown[ids[3]].passages] == [
        ((False, "The safe "), (True, "water"), (False, " number 3"))
    ]
    assert passages([], terms_of("water")) == {}


@pytest.mark.both_databases
def test_the_index_is_used_and_not_the_texts(app: Flask) -> None:
    corpus()
    query = sa.select(Proposal.id).where(matching(terms_of("water")))
    if db.engine.dialect.name == "postgresql":  # it would read so small a table as a whole
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    asked = query.compile(db.engine)
    rows = db.session.connection().exec_driver_sql(
        f"{explain} {asked}",
        tuple(asked.params[n] for n in asked.positiontup or ()) or asked.params,
    )
    plan = " ".join(str(tuple(row)) for row in rows)
    assert "VIRTUAL TABLE INDEX" in plan or f"ix_{INDEX}_words" in plan


def test_the_declaration_is_never_searched(app: Flask) -> None:
    row = handed_in(build.call(), "Title")
    freeze(row, {"title": "Title"}, declaration={"conflicts": "cousin", "signed_by": "Zoë"})
    assert found("cousin") == found("zoe") == []
    assert json.dumps(found("title")) == '["Title"]'
