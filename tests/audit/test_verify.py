"""Whatever is done to the trail behind the program's back is found, on both databases."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from grants.audit.models import TrailEvent, TrailReason
from grants.audit.service import record, verify
from grants.core.actor import SYSTEM
from grants.core.db import db
from tests import build

pytestmark = pytest.mark.both_databases


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    return tmp_path / "trail.anchor"


def write(events: int = 6) -> None:
    person = build.person()
    for n in range(events):
        record(SYSTEM, f"person:test-{n}", person, old={"n": n, "ü": "é"}, new={"n": n + 1})
    record(SYSTEM, "person:reason", person, reason="Because the city asked")
    db.session.commit()


def tamper(*statements: str) -> None:
    """As somebody with the database owner's password would: triggers away, then change."""
    if db.engine.dialect.name == "postgresql":
        off = ["ALTER TABLE trail_event DISABLE TRIGGER ALL"]
        off += ["ALTER TABLE trail_head DISABLE TRIGGER ALL"]
    else:
        names = db.session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'trail_%'")
        )
        off = [f"DROP TRIGGER {name}" for name in names]
    for statement in (*off, *statements):
        db.session.execute(sa.text(statement))
    db.session.commit()
    db.session.expire_all()


def found() -> str:
    return "\n".join(str(problem) for problem in verify())


def test_an_untouched_trail_is_whole_and_its_end_is_anchored(app: Flask, anchor: Path) -> None:
    write()
    assert verify(anchor, batch=2) == []
    kept = json.loads(anchor.read_text())
    last = db.session.scalars(sa.select(TrailEvent).order_by(TrailEvent.seq.desc()).limit(1)).one()
    assert kept == {"seq": last.seq, "hash": last.hash}
    write()
    assert verify(anchor, batch=3) == []
    assert json.loads(anchor.read_text())["seq"] > kept["seq"]


def test_an_empty_trail_is_whole(app: Flask, anchor: Path) -> None:
    assert verify(anchor) == []
    assert verify(anchor) == []


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 77",
        "action = 'person:other'",
        "subject_id = 99",
        "subject_kind = 'proposal'",
        "old = '{\"n\": 5}'",
        "new = NULL",
    ],
)
def test_an_updated_event_is_found(app: Flask, change: str) -> None:
    write()
    tamper(f"UPDATE trail_event SET {change} WHERE seq = 3")
    assert "event 3: was changed" in found()


def test_an_event_changed_with_its_own_hash_is_found_by_the_next_one(app: Flask) -> None:
    write()
    fake = "f" * 64
    tamper(f"UPDATE trail_event SET hash = '{fake}' WHERE seq = 3")
    assert "event 4: does not follow" in found()


def test_a_deleted_event_is_found(app: Flask) -> None:
    write()
    tamper("DELETE FROM trail_event WHERE seq = 3")
    assert "events 3 to 3 are missing" in found()


def test_reordered_events_are_found(app: Flask) -> None:
    write()
    tamper(
        "UPDATE trail_event SET seq = 1000 WHERE seq = 2",
        "UPDATE trail_event SET seq = 2 WHERE seq = 3",
        "UPDATE trail_event SET seq = 3 WHERE seq = 1000",
    )
    assert "was changed" in found()


def test_a_cut_off_tail_is_found_against_the_head(app: Flask) -> None:
    write()
    tamper("DELETE FROM trail_reason", "DELETE FROM trail_event WHERE seq > 4")
    assert "its tail was cut off" in found()


def test_a_tail_cut_off_together_with_the_head_is_found_against_the_anchor(
    app: Flask, anchor: Path
) -> None:
    write()
    assert verify(anchor) == []
    before = anchor.read_text()
    tamper(
        "DELETE FROM trail_reason",
        "DELETE FROM trail_event WHERE seq > 4",
        "UPDATE trail_head SET seq = 4, hash = (SELECT hash FROM trail_event WHERE seq = 4)",
    )
    assert verify() == []
    problems = verify(anchor)
    assert "was verified before and is gone" in str(problems[0])
    assert anchor.read_text() == before


def test_a_trail_rewritten_as_a_whole_is_found_against_the_anchor(app: Flask, anchor: Path) -> None:
    write()
    assert verify(anchor) == []
    last = json.loads(anchor.read_text())["seq"]
    tamper("DELETE FROM trail_reason", "DELETE FROM trail_event", "DELETE FROM trail_head")
    write(last + 3)
    assert verify() == []
    assert any("rewritten" in str(problem) for problem in verify(anchor))


def test_an_event_beyond_the_head_is_found(app: Flask) -> None:
    write()
    tamper("UPDATE trail_head SET seq = 4, hash = (SELECT hash FROM trail_event WHERE seq = 4)")
    assert "beyond the head" in found()


def test_a_changed_reason_is_found_and_an_erased_one_is_allowed(app: Flask) -> None:
    write()
    seq = db.session.scalars(sa.select(TrailReason.seq)).one()
    tamper("UPDATE trail_reason SET words = 'Another story'")
    assert f"event {seq}: its reason was changed" in found()
    tamper("DELETE FROM trail_reason")
    assert found() == ""


def test_the_database_refuses_update_and_delete(app: Flask) -> None:
    write()
    for statement in (
        "UPDATE trail_event SET action = 'x' WHERE seq = 1",
        "DELETE FROM trail_event WHERE seq = 1",
        "UPDATE trail_head SET seq = 1",
        "DELETE FROM trail_head",
    ):
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(sa.text(statement))
        db.session.rollback()


def test_the_command_says_why_and_fails(app: Flask) -> None:
    from grants.commands.audit import command

    kept = Path(app.config["INSTANCE_DIR"]) / "trail.anchor"
    kept.unlink(missing_ok=True)
    write()
    runner = app.test_cli_runner()
    good = runner.invoke(command, ["verify"])
    assert (good.exit_code, good.output) == (0, "the trail is whole\n")
    assert kept.exists()
    tamper("UPDATE trail_event SET action = 'x' WHERE seq = 2")
    bad = runner.invoke(command, ["verify"])
    kept.unlink()
    assert bad.exit_code == 1
    assert "event 2: was changed" in bad.output


def test_what_two_databases_would_spell_differently_is_refused(app: Flask) -> None:
    person = build.person()
    with pytest.raises(TypeError):
        record(SYSTEM, "person:test", person, new={"share": 0.1})
    record(SYSTEM, "person:test", person, new={10: "a", 9: ("b", None), "text": "مدينة \u2028 😀"})
    db.session.commit()
    assert verify() == []
