"""How old a list is, what stops due diligence, what a check says, whom a proposal names."""

from datetime import date, timedelta

import pytest

from grants.core.errors import Refused
from grants.sanctions.models import NameRole, Verdict
from grants.sanctions.rules.age import OLD_AFTER_DAYS, age_days, blocks_due_diligence, is_old
from grants.sanctions.rules.named import Named, named_in
from grants.sanctions.rules.results import Result, check_verdict, result_of

DAY = date(2026, 3, 3)


@pytest.mark.parametrize(("days", "old"), [(-1, False), (0, False), (30, False), (31, True)])
def test_a_list_is_old_after_thirty_days(days: int, old: bool) -> None:
    today = DAY + timedelta(days=days)
    assert is_old(DAY, today) is old
    assert age_days(DAY, today) == max(days, 0)


def test_no_list_an_old_one_and_what_is_open_stop_due_diligence_and_never_screening() -> None:
    old = DAY + timedelta(days=OLD_AFTER_DAYS + 1)
    assert blocks_due_diligence(DAY, DAY, Result.CLEAR) is None
    assert blocks_due_diligence(DAY, DAY, Result.SETTLED) is None
    said = [
        blocks_due_diligence(None, DAY, Result.CLEAR),
        blocks_due_diligence(DAY, old, Result.CLEAR),
        *(
            blocks_due_diligence(DAY, DAY, result)
            for result in (Result.NOT_CHECKED, Result.TO_JUDGE, Result.FLAGGED)
        ),
    ]
    assert all("screening goes on" in str(one) for one in said)
    assert "31 days old" in str(said[1])


@pytest.mark.parametrize(
    ("current", "hits", "to_judge", "flagged", "result"),
    [
        (False, 3, 3, 0, Result.NOT_CHECKED),
        (True, 0, 0, 0, Result.CLEAR),
        (True, 2, 1, 1, Result.TO_JUDGE),
        (True, 2, 0, 1, Result.FLAGGED),
        (True, 2, 0, 0, Result.SETTLED),
    ],
)
def test_what_a_check_says(
    current: bool, hits: int, to_judge: int, flagged: int, result: Result
) -> None:
    found = result_of(is_current=current, hits=hits, to_judge=to_judge, flagged=flagged)
    assert found is result


def test_a_verdict_needs_a_choice_and_words() -> None:
    check_verdict(Verdict.SAME, "The same day of birth.")
    for verdict, words, field in ((Verdict.OPEN, "x", "verdict"), (Verdict.SAME, " ", "words")):
        with pytest.raises(Refused) as caught:
            check_verdict(verdict, words)
        assert field in caught.value.fields


def test_every_organisation_and_person_is_named_once_with_its_roles() -> None:
    body = {"kind": "ngo", "country": "GH", "registration": "", "email": ""}
    content = {
        "answers": {
            "city": {"name": "Tamale", "country": "GH"},
            "contact": [{"name": "Ama Mensah", "role": "Mayor", "email": "a@example.org"}],
            "partners": [{**body, "name": "Free Horizon", "representative": "Kofi Adjei"}, {}],
            "proponent": {**body, "name": "Tamale Assembly", "representative": "AMA  MENSAH"},
            "recipient": {**body, "name": "Tamale assembly", "representative": ""},
            "signatories": [{"name": "Esi Boateng", "role": "Clerk", "email": ""}],
            "table": [{"name": "a street", "length": 3}],
            "title": "A title",
            "months": 3,
        },
        "declaration": {"signed_by": "Ama Mensah"},
    }
    assert named_in(content) == [
        Named("Tamale Assembly", (NameRole.PROPONENT, NameRole.RECIPIENT)),
        Named("AMA MENSAH", (NameRole.REPRESENTATIVE, NameRole.PERSON, NameRole.SIGNATORY)),
        Named("Free Horizon", (NameRole.PARTNER,)),
        Named("Kofi Adjei", (NameRole.REPRESENTATIVE,)),
        Named("Esi Boateng", (NameRole.SIGNATORY,)),
    ]


@pytest.mark.parametrize("content", [{}, {"answers": None}, {"answers": {"proponent": [3, None]}}])
def test_a_version_that_names_nobody_gives_no_names(content: dict[str, object]) -> None:
    assert named_in(content) == []
