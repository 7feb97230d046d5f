"""Who may do what, how much a message holds, and when a thread waits."""

import pytest

from grants.core.actor import Actor
from grants.core.errors import Refused
from grants.messages import rules
from grants.messages.models import Side
from grants.permissions import Permission, Relation
from grants.proposals.models import TeamRole

READ, WRITE, SETTLE = (
    Permission.MESSAGES_READ,
    Permission.MESSAGES_WRITE,
    Permission.MESSAGES_SETTLE,
)


def actor(*relations: Relation) -> Actor:
    return Actor(person_id=1, relations=frozenset({Relation.PERSON, *relations}))


@pytest.mark.parametrize(
    ("role", "writes"),
    [(TeamRole.LEAD, True), (TeamRole.EDITOR, True), (TeamRole.VIEWER, False)],
)
@pytest.mark.parametrize("submitted", [True, False])
def test_lead_and_editors_write_and_viewers_read(
    role: TeamRole, writes: bool, submitted: bool
) -> None:
    assert rules.may(actor(), READ, role, submitted=submitted, begun=False)
    assert rules.may(actor(), WRITE, role, submitted=submitted, begun=False) is writes
    assert not rules.may(actor(), SETTLE, role, submitted=submitted, begun=True)


@pytest.mark.parametrize("relation", [Relation.OFFICER, Relation.LEAD])
@pytest.mark.parametrize("permission", [READ, WRITE, SETTLE])
def test_the_secretariat_takes_part_once_something_was_submitted_or_written(
    relation: Relation, permission: Permission
) -> None:
    who = actor(relation)
    assert rules.may(who, permission, None, submitted=True, begun=False)
    assert rules.may(who, permission, None, submitted=False, begun=True)
    assert not rules.may(who, permission, None, submitted=False, begun=False)


def test_the_auditor_reads_and_does_nothing_else() -> None:
    who = actor(Relation.AUDITOR)
    assert rules.may(who, READ, None, submitted=True, begun=True)
    assert not rules.may(who, WRITE, None, submitted=True, begun=True)
    assert not rules.may(who, SETTLE, None, submitted=True, begun=True)


@pytest.mark.parametrize(
    "relation",
    [
        r
        for r in Relation
        if r not in (Relation.OFFICER, Relation.LEAD, Relation.AUDITOR)
        and not r.value.startswith("proposal_")
    ],
)
def test_nobody_else_reads(relation: Relation) -> None:
    for permission in (READ, WRITE, SETTLE):
        assert not rules.may(actor(relation), permission, None, submitted=True, begun=True)


def test_whoever_is_in_the_team_acts_as_its_member_alone() -> None:
    who = actor(Relation.OFFICER, Relation.LEAD)
    assert not rules.may(who, WRITE, TeamRole.VIEWER, submitted=True, begun=True)
    assert not rules.may(who, SETTLE, TeamRole.LEAD, submitted=True, begun=True)


@pytest.mark.parametrize("words", ["", "   ", "\n\n"])
def test_nothing_is_not_a_message_but_a_file_alone_is(words: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.check_message(words, 0)
    assert "words" in caught.value.fields
    rules.check_message(words, 1)


@pytest.mark.parametrize(
    ("words", "limit"), [("word " * 1001, "1000 words"), ("字" * 10_001, "10000")]
)
def test_a_text_over_the_limit_says_the_limit(words: str, limit: str) -> None:
    with pytest.raises(Refused) as caught:
        rules.check_message(words, 0)
    assert limit in str(caught.value.message)


@pytest.mark.parametrize("words", ["word " * 1000, "字" * 10_000])
def test_a_text_at_the_limit_is_taken(words: str) -> None:
    rules.check_message(words, 0)


def test_five_files_are_taken_and_six_are_not() -> None:
    rules.check_message("", 5)
    with pytest.raises(Refused) as caught:
        rules.check_message("", 6)
    assert "5 or fewer" in str(caught.value.fields["files"])


def test_a_thread_waits_while_the_last_word_is_the_teams_and_was_not_settled() -> None:
    assert rules.state_of(Side.TEAM, settled=False) == "waits"
    assert rules.state_of(Side.TEAM, settled=True) == "settled"
    assert rules.state_of(Side.OFFICE, settled=False) == "answered"
    assert set(rules.STATE_WORDS) == set(rules.STATE_TONES) == {"waits", "settled", "answered"}
    rules.check_waits(True)
    with pytest.raises(Refused):
        rules.check_waits(False)
