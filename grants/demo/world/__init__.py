"""The demonstration world, built through the services alone: building it tests the rules."""

import random
from collections.abc import Callable

from flask import Flask

from grants.accounts.service.hashing import hash_password
from grants.calls.queries import by_ref
from grants.core.db import db
from grants.core.text import references_from
from grants.demo.world import (
    applications,
    archive,
    beside,
    board,
    calls,
    coordination,
    messages,
    money,
    names,
    open_call,
    people,
    questions,
    rescreen,
    reviews,
    screening,
)
from grants.demo.world.multiply import multiply
from grants.demo.world.stage import SEED, Stage


def build_world(
    app: Flask, progress: Callable[[str], None], *, proposals: int | None = None
) -> None:
    """Build everything into an empty database; `proposals` multiplies the scored call's."""
    stage = Stage(say=progress, password_hash=hash_password(app.config["DEMO_PASSWORD"]))
    try:
        with references_from(random.Random(SEED)):  # noqa: S311  (they guard nothing)
            _build(stage, proposals)
    finally:
        stage.leave()
        db.session.rollback()


def _build(stage: Stage, proposals: int | None) -> None:
    stage.say("people, members and seats")
    people.build(stage)
    stage.say("the year's money, decided by the board")
    money.build(stage)
    stage.say("calls of 2011, 2014, 2015 and the open one")
    calls.build(stage)
    archive.build(stage)
    stage.say("concept notes of the scored call")
    made = applications.build(stage)
    stage.say("eligibility checks")
    screening.build(stage, made)
    stage.say("reviews and ranking")
    ranking = reviews.build(stage, made)
    screening.latecomers(stage, made)
    rescreen.build(stage)
    stage.say("papers before the board")
    board.build(stage, made, ranking)
    reviews.rejoin(stage, made)
    stage.say("members on overlap with their own work")
    coordination.build(stage)
    stage.say("drafts in the open call")
    open_call.build(stage)
    stage.say("questions about the open call")
    questions.build(stage)
    stage.say("the next call, being prepared")
    calls.prepare_next(stage)
    stage.say("messages between teams and the Secretariat")
    messages.build(stage)
    beside.build(stage, made)
    stage.say("names compared with a made-up list")
    names.build(stage)
    if proposals:
        stage.leave()
        multiply(stage, by_ref(calls.SCORED), proposals)
