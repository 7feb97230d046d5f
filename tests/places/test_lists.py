"""A version of a country list is kept as it was imported: no call moves with a later one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from grants.calls import queries
from grants.core.db import db
from grants.core.errors import Refused
from grants.places.models import CountryList
from grants.places.queries import cities_like, listed_countries
from grants.places.service import DAC_LIST, ListVersion, import_list
from tests import build

NEXT = ListVersion(
    code="dac-2026-2027",
    name="DAC list for 2026 and 2027 flows",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    source="OECD DAC",
    income_groups={"GH": "LMICs", "PE": "UMICs"},
)


def id_of(code: str) -> int:
    return db.session.scalars(sa.select(CountryList.id).where(CountryList.code == code)).one()


@pytest.mark.both_databases
def test_a_new_version_stands_beside_the_old_and_moves_no_call(app: Flask) -> None:
    call = build.call()
    before = queries.eligible_countries(call)
    assert import_list(NEXT)
    assert listed_countries(id_of(NEXT.code)) == {"GH", "PE"}
    assert queries.eligible_countries(call) == before
    assert len(before) > 100


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    [
        {"income_groups": {"GH": "LMICs"}},
        {"income_groups": {"GH": "LMICs", "PE": "HICs"}},
        {"income_groups": {"GH": "LMICs", "PE": "UMICs", "FR": "HICs"}},
        {"valid_from": date(2025, 1, 1)},
    ],
)
@pytest.mark.parametrize("in_use", [True, False])
def test_a_version_that_is_there_is_never_changed_by_an_import(
    app: Flask, change: dict[str, object], in_use: bool
) -> None:
    import_list(NEXT)
    if in_use:
        build.call(country_list_id=id_of(NEXT.code))
    with pytest.raises(Refused, match="never changes"):
        import_list(replace(NEXT, **change))  # type: ignore[arg-type]
    db.session.rollback()
    assert listed_countries(id_of(NEXT.code)) == {"GH", "PE"}


@pytest.mark.both_databases
def test_the_same_version_again_changes_nothing_and_its_end_is_set_once(app: Flask) -> None:
    import_list(NEXT)
    build.call(country_list_id=id_of(NEXT.code))
    assert not import_list(NEXT)
    ended = replace(NEXT, valid_to=date(2027, 12, 31))
    assert import_list(ended)
    assert db.session.get_one(CountryList, id_of(NEXT.code)).valid_to == date(2027, 12, 31)
    for other in (NEXT, replace(NEXT, valid_to=date(2028, 12, 31))):
        with pytest.raises(Refused):
            import_list(other)
        db.session.rollback()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"income_groups": {}}, "names no country"),
        ({"income_groups": {"XX": "LDCs", "GH": "LMICs"}}, "no country codes: XX"),
        ({"valid_to": date(2025, 1, 1)}, "ends before it begins"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(
    app: Flask, change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        import_list(replace(NEXT, **change))  # type: ignore[arg-type]
    db.session.rollback()
    assert db.session.scalars(sa.select(CountryList.code)).all() == [DAC_LIST]


def imported(app: Flask, file: Path, *more: str) -> Result:
    args = ["places", "import-list", str(file), "--code", "dac-2026-2027", "--name", "Next"]
    args += ["--valid-from", "2026-01-01", "--source", "OECD", *more]
    return app.test_cli_runner().invoke(args=args)


def test_the_command_imports_a_file_and_says_what_is_wrong_with_another(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("country,income_group\nGH,LMICs\nPE,UMICs\n", encoding="utf-8")
    assert imported(app, file).output == "imported\n"
    assert imported(app, file).output == "already there\n"
    for text, words in (
        ("country\nGH\n", "list.csv:2: expected the columns country, income_group"),
        ("country,income_group\nGH,x\nGH,y\n", "list.csv:3: GH is there twice"),
        ("country,income_group\nGH,x\n", "never changes"),
    ):
        file.write_text(text, encoding="utf-8")
        done = imported(app, file)
        assert done.exit_code == 1
        assert words in done.output


def test_the_shipped_list_takes_samoa_and_not_american_samoa(app: Flask) -> None:
    listed = listed_countries(id_of(DAC_LIST))
    assert len(listed) == 141
    assert "WS" in listed
    assert "AS" not in listed
    assert [place.name for place in cities_like("Apia", country="WS")] == ["Apia"]
