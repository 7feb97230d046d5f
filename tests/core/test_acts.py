"""A form's act: done once however often it is sent, and an error shown in the form."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, get_flashed_messages
from werkzeug.datastructures import MultiDict

from grants.core import operations, throttle
from grants.core.actor import VISITOR
from grants.core.acts import done, pressed, take, tried
from grants.core.db import db
from grants.core.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    Refused,
    TooMany,
)
from grants.core.forms import Form, LineField
from grants.core.messages import msg
from grants.core.settings import Setting
from grants.core.throttle import Throttle

NO, HERE = msg("The call closed."), msg("Another title.")


class Sample(Form):
    title = LineField("Title")


@pytest.fixture
def form(app: Flask) -> Iterator[Sample]:
    with app.test_request_context(method="POST"):
        yield Sample(MultiDict({"title": "T", "operation": "used"}), meta={"csrf": False})


def raising(error: Exception) -> Callable[[], None]:
    """An act that has begun to write when it fails."""

    def act() -> None:
        db.session.add(Setting(name="half", value="done"))
        db.session.flush()
        raise error

    return act


def written() -> int:
    """What would be kept if the page committed now."""
    db.session.commit()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Setting)) or 0


def test_an_act_is_done_when_an_earlier_copy_of_its_form_did_it(form: Sample) -> None:
    def press() -> None:
        operations.claim("key", VISITOR, "test")
        db.session.add(Setting(name="pressed", value="once"))
        db.session.commit()

    assert done(form, press)
    assert done(form, press)
    assert tried(form, press, Refused, Conflict) is None
    assert not form.form_errors
    assert written() == 1


def test_a_refusal_undoes_the_act_and_stands_in_the_form(form: Sample) -> None:
    assert not done(form, raising(Refused(NO)))
    assert form.form_errors == ["The call closed."]
    assert (form.title.data, form.operation.data != "used") == ("T", True)
    assert written() == 0


@pytest.mark.parametrize("error", [NotFound(), Forbidden(), Conflict(NO), TooMany(NO, 2)])
def test_other_errors_go_on_to_the_pages_that_answer_them(form: Sample, error: DomainError) -> None:
    with pytest.raises(type(error)):
        done(form, raising(error))
    assert not form.form_errors


def test_a_form_shows_the_kinds_of_error_it_asks_for_and_no_other(form: Sample) -> None:
    conflict = Conflict(NO)
    assert tried(form, raising(conflict), Refused, Conflict) is conflict
    assert form.form_errors == ["The call closed."]
    assert written() == 0
    with pytest.raises(NotFound):
        tried(form, raising(NotFound()), Refused, Conflict)


@pytest.mark.parametrize(
    ("error", "status"), [(Refused(NO), 422), (Conflict(NO), 409), (Forbidden(NO), 403)]
)
def test_an_error_taken_into_a_form_says_its_words_and_the_status(
    form: Sample, error: DomainError, status: int
) -> None:
    assert take(form, error) == status
    assert form.form_errors == ["The call closed."]


def test_a_refusal_taken_into_a_form_stands_at_the_fields_it_names(form: Sample) -> None:
    assert take(form, Refused(NO, {"title": HERE})) == 422
    assert form.errors == {"title": ["Another title."]}


def test_who_must_wait_is_told_and_every_try_stays_counted(form: Sample) -> None:
    def guess() -> None:
        db.session.add(Setting(name="beside", value="kept"))
        throttle.check(("account", 1))

    assert tried(form, guess, Refused, TooMany) is None
    db.session.rollback()
    error = tried(form, guess, Refused, TooMany)
    assert isinstance(error, TooMany)
    assert form.form_errors == [str(error.message)]
    assert form.operation.data != "used"
    assert written() == 1  # nothing of the transaction was undone
    assert db.session.scalar(sa.select(Throttle.tries)) == 1


def test_a_button_says_what_happened_or_why_not_on_the_next_page(form: Sample) -> None:
    assert pressed(form, lambda: None, "It is done.")
    assert not pressed(form, raising(Refused(NO)), "It is done.")
    assert get_flashed_messages(with_categories=True) == [
        ("ok", "It is done."),
        ("error", "The call closed."),
    ]
    assert written() == 0


def test_a_button_of_a_page_that_is_too_old_does_nothing(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = Sample(MultiDict({"title": "T"}), meta={"csrf": True})
        assert not pressed(form, raising(AssertionError("carried out")), "It is done.")
        [(kind, words)] = get_flashed_messages(with_categories=True)
    assert kind == "error"
    assert words.startswith("The page was too old")
