"""The base of every form: refusals shown where they belong, everything typed kept."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField
from wtforms.validators import Length, ValidationError

from grants.core.db import db
from grants.core.errors import Refused
from grants.core.forms import (
    AtMostWords,
    Form,
    LineField,
    MoneyField,
    Required,
    TextField,
    VersionedForm,
    choices,
)
from grants.core.messages import msg
from grants.core.settings import Setting


class Sample(VersionedForm):
    title = LineField("Title", [Required("Give the proposal a title"), AtMostWords(3)])
    words = TextField("Words")
    grant = MoneyField("Grant", [Required("Give the amount")])


@pytest.fixture
def request_of(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def sent(**typed: str) -> Sample:
    return Sample(MultiDict(typed), meta={"csrf": False})


@pytest.mark.usefixtures("request_of")
@pytest.mark.parametrize(
    ("typed", "cents"), [("200 000", 20_000_000), ("49.999,99", 4_999_999), ("0", 0)]
)
def test_an_amount_is_read_as_cents_and_shown_again_as_typed(typed: str, cents: int) -> None:
    form = sent(title="T", grant=typed)
    assert form.grant.data == cents
    assert f'value="{typed}"' in form.grant()


@pytest.mark.usefixtures("request_of")
@pytest.mark.parametrize("typed", ["1,5", "about 5", "<b>5</b>", '" onfocus="x'])
def test_a_wrong_amount_is_kept_beside_the_reason_and_stays_text(typed: str) -> None:
    form = sent(title="T", grant=typed)
    assert not form.validate()
    assert form.grant.data is None
    assert len(form.grant.errors) == 1
    assert "<b>" not in form.grant()
    assert '" onfocus' not in form.grant()
    assert form.grant._value() == typed


@pytest.mark.usefixtures("request_of")
def test_what_no_page_may_hold_is_gone_from_what_was_typed() -> None:
    form = sent(title="A\x00 b\n c", words="one\r\ntwo\ufffe\n", grant="\x00 5x\x1b")
    assert (form.title.data, form.words.data, form.grant._value()) == ("A b c", "one\ntwo", "5x")


@pytest.mark.usefixtures("request_of")
def test_an_amount_from_the_database_is_shown_in_groups_that_are_read_back() -> None:
    form = Sample(data={"grant": 123_456_789}, meta={"csrf": False}, formdata=None)
    assert form.grant._value() == "1 234 567.89"
    assert Sample(formdata=None, meta={"csrf": False}).grant._value() == ""


@pytest.mark.usefixtures("request_of")
@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_what_is_required_says_what_is_missing_and_only_that(typed: str) -> None:
    form = sent(title=typed, grant=typed)
    assert not form.validate()
    assert form.errors == {"title": ["Give the proposal a title"], "grant": ["Give the amount"]}


@pytest.mark.usefixtures("request_of")
def test_an_amount_of_nothing_was_given() -> None:
    assert sent(title="T", grant="0").validate()


@pytest.mark.usefixtures("request_of")
def test_a_text_over_the_limit_says_both_numbers_and_is_kept() -> None:
    form = sent(title="one two three four", grant="1")
    assert not form.validate()
    assert [str(e) for e in form.title.errors] == [
        "This is 4 words. Shorten it to 3 words or fewer"
    ]
    assert form.title.data == "one two three four"
    with pytest.raises(ValidationError):
        AtMostWords(0)(form, form.title)


@pytest.mark.usefixtures("request_of")
def test_a_refusal_stands_at_the_fields_it_names() -> None:
    form = sent(title="T", grant="5", operation="used")
    words = msg("At least %(n)s.", n=50)
    form.refuse(Refused(msg("Not yet."), {"grant": words, "unknown": words}))
    assert form.errors == {"grant": ["At least 50."]}
    assert form.title.data == "T"
    assert form.operation.data != "used"


@pytest.mark.usefixtures("request_of")
def test_a_refusal_that_names_no_field_of_this_form_stands_above_it() -> None:
    form = sent(title="T", grant="5")
    form.refuse(Refused(msg("The call closed."), {"elsewhere": msg("x")}))
    assert form.form_errors == ["The call closed."]


@pytest.mark.usefixtures("request_of")
def test_nothing_of_a_refused_act_is_left_in_the_transaction() -> None:
    form = sent(title="T", grant="5")
    db.session.add(Setting(name="half", value="done"))
    db.session.flush()
    form.refuse(Refused(msg("No.")))
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Setting)) == 0


@pytest.mark.usefixtures("request_of")
def test_every_form_is_an_operation_of_its_own_until_it_is_sent_again() -> None:
    one, other = Form(formdata=None), Form(formdata=None)
    assert one.operation.data
    assert one.operation.data != other.operation.data
    again = Form(MultiDict({"operation": one.operation.data}))
    assert again.operation.data == one.operation.data
    assert Form(MultiDict({"operation": ""})).operation.data


def test_choices_may_begin_with_an_empty_one() -> None:
    made = choices([("gh", "Ghana")], empty="Choose")
    assert [(c.value, c.label) for c in made] == [("", "Choose"), ("gh", "Ghana")]


class Plain(VersionedForm):
    n = IntegerField("How many")
    day = DateField("Day")
    name = LineField("Name", [Length(max=3)])


@pytest.mark.usefixtures("request_of")
def test_what_cannot_be_read_says_what_to_write_instead() -> None:
    form = Plain(
        MultiDict({"n": "many", "day": "2027-02-30", "name": "much"}), meta={"csrf": False}
    )
    form.validate()
    assert form.errors == {
        "n": ["Write a whole number, in digits only"],
        "day": ["Write a day of the calendar, like 2027-01-15"],
        "name": ["Shorten this to 3 characters or fewer"],
    }
