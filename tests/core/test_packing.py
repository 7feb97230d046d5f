"""Parameters of messages in the database and back, and the hashes of what must not change."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grants.core.digest import canonical, new_token, sha256
from grants.core.messages import Link, Message, msg, nmsg
from grants.core.money import Amount, Share
from grants.core.packing import pack, unpack, without_secrets

MOMENT = datetime(2027, 1, 15, 22, 59, 59, tzinfo=UTC)

plain = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=20)
    | st.builds(Amount, st.integers(0, 10**15), st.sampled_from(["USD", "EUR"]))
    | st.builds(Share, st.integers(0, 10_000))
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
)
names = st.text("abcdefghij_", min_size=1, max_size=8)
messages = st.builds(Message, st.text(max_size=20), st.dictionaries(names, plain, max_size=3))
values = plain | messages | st.lists(plain, max_size=3) | st.dictionaries(names, plain, max_size=3)


@given(st.dictionaries(names, values, max_size=4))
def test_whatever_a_message_holds_comes_back_equal(params: dict[str, Any]) -> None:
    import json

    assert unpack(json.loads(json.dumps(pack(params)))) == params


@pytest.mark.parametrize(
    "value",
    [
        Link("proposals.show", {"ref": "ABC"}),
        Link("accounts.confirm", {"token": "t"}, secret=True),
        nmsg("%(n)s day", "%(n)s days", 3),
        msg("Until %(at)s", at=MOMENT, inner=msg("x")),
        date(2027, 1, 15),
    ],
)
def test_links_counts_and_nested_messages_survive(value: Any) -> None:
    assert unpack(pack(value)) == value


def test_what_cannot_be_kept_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="object"):
        pack({"who": object()})


def test_a_personal_link_loses_its_token_wherever_it_stands_and_others_keep_theirs() -> None:
    personal = Link("endorse", {"token": "secret"}, secret=True)
    shared = Link("calls.show", {"ref": "CATF-1"})
    wiped = without_secrets(pack({"a": personal, "b": [msg("%(l)s", l=personal)], "c": shared}))
    assert "secret" not in canonical(wiped)
    assert unpack(wiped)["c"] == shared


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(names, json_values, max_size=5))
def test_equal_content_has_one_hash_whatever_its_order(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert sha256(canonical(value)) == sha256(canonical(turned))


def test_the_hash_is_that_of_the_utf8_text() -> None:
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'
    assert sha256("é") == sha256("é".encode())
    assert sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_numbers_that_no_reader_agrees_on_are_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        canonical({"x": float("nan")})


def test_only_the_digest_of_a_token_can_be_found_in_the_database() -> None:
    token, digest = new_token()
    assert digest == sha256(token)
    assert token not in digest
    assert len(token) >= 43
