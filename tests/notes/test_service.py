"""Tagging, writing, flagging: what is stored, what the trail keeps, who is told."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.audit.models import TrailEvent
from grants.core import clock
from grants.core.db import db, own_transaction
from grants.core.errors import Conflict, Forbidden, NotFound, Refused, Repeated
from grants.mail.letter import write_letter
from grants.mail.models import Mail
from grants.notes import service
from grants.notes.models import (
    Flag,
    FlagAct,
    FlagStatus,
    FlagStep,
    Mention,
    Note,
    ProposalTag,
    Tag,
    TagTone,
)
from grants.notes.queries import flags as flag_queries, inbox, tags as tag_queries
from grants.notes.queries.invariants import flags_repeat_their_last_steps
from grants.notes.rules.tags import MOST_TAGS
from grants.proposals.models import Proposal
from tests import build
from tests.notes import writing
from tests.notes.writing import events, flag_row, mails
from tests.screening import cases


def tag_names(of: writing.World) -> list[str]:
    return [tag.name for tag in of.seen_by(of.oda).tags]


def found_by(condition: sa.ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(sa.select(Proposal.id).where(condition).order_by(Proposal.id)))


def tag_row(name: str) -> Tag:
    query = sa.select(Tag).where(Tag.name == name)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


# -- tags ------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_one_word_is_one_tag_however_it_is_typed(app: Flask) -> None:
    of = writing.world()
    first = of.tag("Côte")
    assert of.tag("COTE", by=of.kofi) == first
    assert tag_names(of) == ["Côte"]
    assert events("tag:", "proposal:tag") == ["tag:make", "proposal:tag"]
    [kept] = db.session.scalars(sa.select(TrailEvent.new).where(TrailEvent.action.like("%:tag")))
    assert set(kept) == {"tag"}


@pytest.mark.both_databases
def test_a_tag_that_is_taken_off_leaves_both_events(app: Flask) -> None:
    of = writing.world()
    ref = of.tag()
    actor = build.acting(of.kofi)
    for _ in range(2):
        service.remove_tag(actor, of.ref, ref)
    assert tag_names(of) == []
    assert events("proposal:tag", "proposal:untag") == ["proposal:tag", "proposal:untag"]
    with pytest.raises(NotFound):
        service.remove_tag(actor, of.ref, "N0SUCHTAG")


def test_a_proposal_carries_so_many_tags_and_no_more(app: Flask) -> None:
    of = writing.world()
    for n in range(MOST_TAGS):
        of.tag(f"Tag {n}")
    of.tag("Tag 0")  # there already
    with pytest.raises(Refused, match="Take one off"):
        of.tag("One more")
    db.session.rollback()
    assert len(tag_names(of)) == MOST_TAGS


@pytest.mark.both_databases
def test_a_merge_leaves_one_tag_on_each_proposal_and_its_word_leads_there(app: Flask) -> None:
    of = writing.world()
    other = cases.submitted(of.call)
    lead = build.acting(of.lena)
    source, target = of.tag("Seaside"), of.tag("Coastal")
    service.put_tag(lead, other.ref, "Seaside")
    assert service.merge_tag(lead, source, target) == 2
    assert tag_names(of) == ["Coastal"]
    assert found_by(tag_queries.has_tag(target)) == [of.proposal.id, other.id]
    assert of.tag("seaside", by=of.kofi) == target
    for act in (
        lambda: service.merge_tag(lead, source, target),
        lambda: service.merge_tag(lead, target, source),
        lambda: service.merge_tag(lead, target, target),
        lambda: service.bring_back(lead, source),
        lambda: service.retire_tag(lead, source),
    ):
        with pytest.raises(Refused):
            act()
        db.session.rollback()


def test_a_retired_tag_stays_where_it_is_and_is_put_nowhere_else(app: Flask) -> None:
    of = writing.world()
    ref, lead = of.tag(), build.acting(of.lena)
    other = cases.submitted(of.call)
    service.retire_tag(lead, ref)
    assert tag_names(of) == ["Coastal"]
    assert tag_queries.tags(lead) == []
    with pytest.raises(Refused, match="retired"):
        service.put_tag(lead, other.ref, "coastal")
    db.session.rollback()
    service.bring_back(lead, ref)
    service.put_tag(lead, other.ref, "coastal")
    assert [row.proposals for row in tag_queries.tag_rows(lead)] == [2]


@pytest.mark.both_databases
def test_a_new_name_is_no_other_tags_and_is_not_kept_over_somebody_elses(app: Flask) -> None:
    of = writing.world()
    ref, lead = of.tag("Coast"), build.acting(of.lena)
    of.tag("River")
    change = {"tone": TagTone.BLUE, "version": tag_row("Coast").version}
    with pytest.raises(Refused) as refused:
        service.edit_tag(lead, ref, name="RÍVER", **change)
    assert set(refused.value.fields) == {"name"}
    db.session.rollback()
    service.edit_tag(lead, ref, name="coast", **change)
    with pytest.raises(Conflict) as conflict:
        service.edit_tag(lead, ref, name="Shore", **change)
    assert (conflict.value.mine, conflict.value.theirs) == ({"name": "Shore"}, {"name": "coast"})
    db.session.rollback()
    assert tag_row("coast").tone is TagTone.BLUE


def test_an_officer_keeps_no_tags_and_an_auditor_puts_none(app: Flask) -> None:
    of = writing.world()
    ref = of.tag()
    officer, auditor = build.acting(of.oda), build.acting(of.auditor)
    for act in (
        lambda: service.retire_tag(officer, ref),
        lambda: service.merge_tag(officer, ref, ref),
        lambda: service.edit_tag(officer, ref, name="X", tone=TagTone.RED, version=1),
        lambda: service.put_tag(auditor, of.ref, "X"),
        lambda: service.remove_tag(auditor, of.ref, ref),
    ):
        with pytest.raises(NotFound):
            act()
        db.session.rollback()
    with pytest.raises(Forbidden):
        service.add_tag(auditor, of.proposal, "X")


def test_tagging_inside_another_act_commits_nothing(app: Flask) -> None:
    of = writing.world()
    tag, is_new = service.add_tag(build.acting(of.oda), of.proposal, "Coastal")
    again = service.add_tag(build.acting(of.oda), of.proposal, "coastal")
    assert (is_new, again) == (True, (tag, False))
    assert service.take_off(build.acting(of.oda), of.proposal, tag)
    db.session.rollback()
    assert db.session.scalars(sa.select(Tag.id)).all() == []
    assert events("tag:", "proposal:") == []


def test_a_list_is_narrowed_by_tag_and_by_open_flag(app: Flask) -> None:
    of = writing.world()
    cases.submitted(of.call)
    ref, flag = of.tag(), of.flag()

    assert found_by(tag_queries.has_tag(ref)) == [of.proposal.id]
    assert found_by(tag_queries.has_tag("N0SUCHTAG")) == []
    assert found_by(flag_queries.has_open_flag()) == [of.proposal.id]
    assert found_by(flag_queries.has_open_flag(of.kofi.id)) == [of.proposal.id]
    assert found_by(flag_queries.has_open_flag(of.oda.id)) == []
    of.change(flag, FlagAct.RESOLVED)
    assert found_by(flag_queries.has_open_flag()) == []


# -- notes -----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_those_a_shared_note_speaks_to_are_told_once_and_not_what_it_says(app: Flask) -> None:
    of = writing.world()
    of.note("@Kofi Boateng and @Oda Officer: a secret", tell=[of.kofi.ref, of.lena.ref])
    assert mails() == [("note_mention", of.kofi.email), ("note_mention", of.lena.email)]
    assert inbox.waiting_for(build.acting(of.kofi)) == 1
    assert inbox.waiting_for(build.acting(of.oda)) == 0
    with app.test_request_context():
        for row in db.session.scalars(sa.select(Mail).where(Mail.kind == "note_mention")):
            letter = write_letter(row)
            assert of.url in letter.text
            assert "Gardens of Tamale" in letter.text
            assert "secret" not in letter.subject + letter.text


def test_only_somebody_offered_can_be_told(app: Flask) -> None:
    of = writing.world()
    gone = build.person("Gone Away", Role.OFFICER, disabled_at=clock.now())
    city = build.person("City Person")
    for who in (gone, city, of.auditor):
        with pytest.raises(Refused) as refused:
            of.note(tell=[who.ref])
        assert set(refused.value.fields) == {"tell"}
        db.session.rollback()
    of.note("@Gone Away @City Person @Aud Itor")
    assert mails() == []


@pytest.mark.both_databases
def test_a_withdrawn_note_says_nothing_to_anybody_and_waits_for_nobody(app: Flask) -> None:
    of = writing.world()
    ref = of.note("@Kofi Boateng: by mistake")
    for who in (of.kofi, of.lena):
        with pytest.raises(Refused):
            service.take_back(build.acting(who), of.ref, ref)
        db.session.rollback()
    service.take_back(build.acting(of.oda), of.ref, ref)
    with pytest.raises(Refused):
        service.take_back(build.acting(of.oda), of.ref, ref)
    db.session.rollback()
    [note] = of.seen_by(of.oda).notes
    assert (note.words, note.is_withdrawn) == ("", True)
    assert inbox.waiting_for(build.acting(of.kofi)) == 0
    assert events("note:") == ["note:share", "note:withdraw"]


def test_a_mention_is_put_aside_by_the_one_it_speaks_to(app: Flask) -> None:
    of = writing.world()
    of.note(tell=[of.kofi.ref])
    ref = db.session.scalars(sa.select(Mention.ref)).one()
    for who in (of.oda, of.lena, of.auditor):
        with pytest.raises(NotFound):
            service.put_aside(build.acting(who), ref)
        db.session.rollback()
    service.put_aside(build.acting(of.kofi), ref)
    assert inbox.waiting_for(build.acting(of.kofi)) == 0


@pytest.mark.both_databases
def test_a_form_sent_twice_does_once(app: Flask) -> None:
    of = writing.world()
    for act in (
        lambda: of.note("Once", operation="a", tell=[of.kofi.ref]),
        lambda: of.flag(operation="b"),
    ):
        ref = act()
        with pytest.raises(Repeated) as again:
            act()
        assert again.value.result == ref
    assert len(mails()) == 2


# -- flags -----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_every_step_with_a_flag_is_kept_and_tells_the_one_it_concerns(app: Flask) -> None:
    of = writing.world()
    ref = of.flag(of.kofi, by=of.oda)
    of.change(ref, FlagAct.HANDED, by=of.oda, to=of.lena.ref, words="")
    of.change(ref, FlagAct.RESOLVED, by=of.lena)
    of.change(ref, FlagAct.REOPENED, by=of.oda, words="Look again.")
    steps = flag_queries.steps_of(flag_row(ref).id)
    assert [(one.n, one.act, one.by, one.to) for one in steps] == [
        (1, FlagAct.RAISED, "Oda Officer", "Kofi Boateng"),
        (2, FlagAct.HANDED, "Oda Officer", "Lena Lead"),
        (3, FlagAct.RESOLVED, "Lena Lead", ""),
        (4, FlagAct.REOPENED, "Oda Officer", ""),
    ]
    assert mails() == [
        ("flag_for_you", of.kofi.email),
        ("flag_for_you", of.lena.email),
        ("flag_resolved", of.oda.email),
        ("flag_for_you", of.lena.email),
    ]
    assert events("flag:") == ["flag:raise", "flag:hand", "flag:resolve", "flag:reopen"]
    assert flag_queries.open_flags(build.acting(of.lena)) == 1
    assert flag_queries.open_flags(build.acting(of.kofi)) == 0


def test_nobody_is_told_of_what_they_did_themselves(app: Flask) -> None:
    of = writing.world()
    ref = of.flag(of.oda, by=of.oda)
    of.change(ref, FlagAct.RESOLVED, by=of.oda)
    assert mails() == []


def test_somebody_else_leaves_a_flag_alone(app: Flask) -> None:
    of = writing.world()
    ref = of.flag(of.kofi, by=of.oda)
    other = build.person("", Role.OFFICER)
    with pytest.raises(Refused):
        of.change(ref, FlagAct.RESOLVED, by=other)
    db.session.rollback()
    with pytest.raises(NotFound):
        of.change(ref, FlagAct.RESOLVED, by=of.auditor)
    db.session.rollback()
    assert flag_row(ref).status is FlagStatus.OPEN


def test_a_step_with_what_was_not_read_is_a_conflict_that_keeps_both_texts(app: Flask) -> None:
    of = writing.world()
    ref = of.flag(of.kofi, by=of.oda)
    seen = flag_row(ref).version
    of.change(ref, FlagAct.HANDED, by=of.oda, to=of.lena.ref, words="Lena knows the city")
    with pytest.raises(Conflict) as conflict:
        of.change(ref, FlagAct.RESOLVED, by=of.oda, version=seen, words="Settled")
    assert conflict.value.mine == {"words": "Settled"}
    assert conflict.value.theirs == {"words": "Lena knows the city"}
    db.session.rollback()


def test_a_flag_is_handed_to_somebody_else_who_is_offered(app: Flask) -> None:
    of = writing.world()
    ref = of.flag(of.kofi, by=of.oda)
    for who in (of.kofi, of.auditor, build.person()):
        with pytest.raises(Refused) as refused:
            of.change(ref, FlagAct.HANDED, to=who.ref)
        assert set(refused.value.fields) == {"to"}
        db.session.rollback()


def test_a_flag_of_another_proposal_is_not_found_here(app: Flask) -> None:
    of = writing.world()
    ref = of.flag()
    other = cases.submitted(of.call)
    with pytest.raises(NotFound):
        service.change_flag(
            build.acting(of.kofi), other.ref, ref, FlagAct.RESOLVED, words="x", version=1
        )


def test_a_flag_that_does_not_say_what_its_steps_say_is_found(app: Flask) -> None:
    of = writing.world()
    ref = of.flag()
    assert list(flags_repeat_their_last_steps()) == []
    for wrong in ({"status": "resolved"}, {"to_id": of.lena.id}, {"last_n": 2}):
        db.session.execute(sa.update(Flag).where(Flag.ref == ref).values(**wrong))
        assert len(list(flags_repeat_their_last_steps())) == 1
        db.session.rollback()


# -- the database ----------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["UPDATE flag_step SET words = 'x'", "DELETE FROM flag_step"])
def test_the_history_of_a_flag_stays(app: Flask, change: str) -> None:
    of = writing.world()
    of.flag()
    db.session.rollback()
    with pytest.raises(sa.exc.DatabaseError), own_transaction() as session:
        session.execute(sa.text(change))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Tag, {"name": ""}),
        (Tag, {"tone": "pink"}),
        (Tag, {"merged_into_id": Tag.id, "retired_at": clock.now()}),
        (Note, {"words": ""}),
        (Flag, {"last_n": 0}),
    ],
)
def test_the_database_refuses_what_cannot_be(
    app: Flask, model: Any, values: dict[str, Any]
) -> None:
    of = writing.world()
    of.tag()
    of.note()
    of.flag()
    db.session.rollback()
    with pytest.raises((sa.exc.IntegrityError, sa.exc.StatementError)), own_transaction() as s:
        s.execute(sa.update(model).values(**values))


@pytest.mark.both_databases
def test_the_database_keeps_private_notes_and_steps_as_they_are_meant(app: Flask) -> None:
    of = writing.world()
    of.private()
    ref = of.flag()
    of.tag()
    tag_id, me, proposal_id = tag_row("Coastal").id, of.oda.id, of.proposal.id
    step = {"flag_id": flag_row(ref).id, "by_id": me, "at": clock.now()}
    db.session.rollback()
    for statement in (
        sa.update(Note).values(withdrawn_at=clock.now()),
        sa.insert(FlagStep).values(**step, n=2, act="raised", to_id=me, words="x"),
        sa.insert(FlagStep).values(**step, n=2, act="handed", words="x"),
        sa.insert(FlagStep).values(**step, n=2, act="resolved", to_id=me, words="x"),
        sa.insert(FlagStep).values(**step, n=2, act="resolved", words=""),
        sa.insert(FlagStep).values(**step, n=1, act="raised", to_id=me, words="x"),
        sa.insert(ProposalTag).values(
            proposal_id=proposal_id, tag_id=tag_id, by_id=me, at=clock.now()
        ),
    ):
        with pytest.raises(sa.exc.IntegrityError), own_transaction() as session:
            session.execute(statement)


def test_a_day_that_is_over_is_no_day_for_a_flag(app: Flask) -> None:
    of = writing.world()
    with pytest.raises(Refused) as refused:
        of.flag(due_on=clock.now().date() - timedelta(days=2))
    assert set(refused.value.fields) == {"due_on"}
