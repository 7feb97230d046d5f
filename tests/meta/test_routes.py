"""Every page names who may ask for it, and every address in the product leads somewhere."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from grants.core.access import required_permission
from grants.desk.navigation import ENTRIES
from grants.permissions import HOLDERS, SENTENCES, Permission, Relation
from tests.meta.reading import calls, parsed, python_files, template_names, text_of


def test_every_route_names_a_permission(app: Flask) -> None:
    bare = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if required_permission(app, rule.endpoint) is None
    ]
    assert bare == [], "\n".join(["", *map(str, bare)])


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_has_holders_and_a_plain_sentence(permission: Permission) -> None:
    assert HOLDERS[permission]
    sentence = SENTENCES[permission]
    assert sentence[0].isupper()
    assert not sentence.endswith(".")
    assert len(sentence.split()) >= 3


def test_the_permission_tables_hold_nothing_else() -> None:
    assert set(HOLDERS) == set(SENTENCES) == set(Permission)
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_every_permission_is_asked_somewhere(app: Flask) -> None:
    asked = {
        node.attr
        for tree in python_files().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in Permission.__members__
    }
    named = {required_permission(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    elsewhere = {Permission[name] for name in asked}
    idle = [p.name for p in Permission if p not in named and p not in elsewhere]
    assert idle == [], "\n".join(["", *map(str, idle)])


def test_the_auditor_holds_nothing_that_changes_something() -> None:
    held = {p for p in Permission if Relation.AUDITOR in HOLDERS[p]}
    changing = ("manage", "work", "edit", "submit", "start", "decide", "confirm", "prepare",
                "write", "extend", "freeze", "propose", "take-part", "keep")  # fmt: skip
    assert [p for p in held if p.value.endswith(changing)] == []


def test_nobody_holds_both_halves_of_what_needs_two_people_by_one_role_alone() -> None:
    assert HOLDERS[Permission.BOARD_PREPARE].isdisjoint(HOLDERS[Permission.BOARD_CONFIRM])
    assert HOLDERS[Permission.BOARD_PROPOSE].isdisjoint(HOLDERS[Permission.BOARD_TAKE_PART])


# -- addresses ----------------------------------------------------------------------------------


def lacking(app: Flask, endpoint: str, given: set[str], *, open_ended: bool) -> str | None:
    """What is wrong with an address made from these, or None."""
    if endpoint not in app.view_functions:
        return "no such endpoint"
    rules = list(app.url_map.iter_rules(endpoint))
    if open_ended or any(rule.arguments - set(rule.defaults or {}) <= given for rule in rules):
        return None
    return f"lacks {sorted(min((r.arguments - given for r in rules), key=len))}"


def addresses_in_templates(app: Flask) -> Iterator[tuple[str, str, set[str], bool]]:
    for name in template_names():
        if not name.endswith((".html", ".txt")):
            continue
        for call in parsed(app, name).find_all(nodes.Call):
            target = getattr(call.node, "name", "")
            if target == "url_for" and call.args and isinstance(call.args[0], nodes.Const):
                given = {keyword.key for keyword in call.kwargs}
                yield name, call.args[0].value, given, call.dyn_kwargs is not None


def addresses_in_code() -> Iterator[tuple[str, str, set[str], bool]]:
    for path, tree in python_files().items():
        for call in calls(tree, "url_for", "Link"):
            endpoint = text_of(call.args[0]) if call.args else None
            if endpoint is None:
                continue
            values = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "values")]
            given = {k.arg for k in call.keywords if k.arg}
            open_ended = any(k.arg is None for k in call.keywords)
            for value in values:
                if isinstance(value, ast.Dict) and all(value.keys):
                    given |= {text_of(key) or "" for key in value.keys}
                else:
                    open_ended = True
            yield f"{path}:{call.lineno}", endpoint, given, open_ended


def test_every_address_in_a_template_exists_and_is_given_what_it_needs(app: Flask) -> None:
    wrong = [
        f"{where}: {endpoint}: {fault}"
        for where, endpoint, given, open_ended in addresses_in_templates(app)
        if (fault := lacking(app, endpoint, given, open_ended=open_ended))
    ]
    assert wrong == [], "\n".join(["", *map(str, wrong)])


def test_every_address_in_the_code_exists_and_is_given_what_it_needs(app: Flask) -> None:
    wrong = [
        f"{where}: {endpoint}: {fault}"
        for where, endpoint, given, open_ended in addresses_in_code()
        if (fault := lacking(app, endpoint, given, open_ended=open_ended))
    ]
    assert wrong == [], "\n".join(["", *map(str, wrong)])


def test_every_entry_of_the_header_leads_somewhere_its_reader_may_go(app: Flask) -> None:
    wrong = []
    for relation, entries in ENTRIES:
        for endpoint, label in entries:
            known = endpoint in app.view_functions
            permission = required_permission(app, endpoint) if known else None
            if permission is None or HOLDERS[permission].isdisjoint({relation, Relation.PERSON}):
                wrong.append(f"{relation.value}: {label} ({endpoint})")
    assert wrong == [], "\n".join(wrong)


def test_every_address_written_out_in_a_template_is_a_page(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    wrong = []
    for name in template_names():
        if not name.endswith(".html"):
            continue
        for piece in parsed(app, name).find_all(nodes.TemplateData):
            for attribute, method in (('href="/', "GET"), ('action="/', "POST")):
                for rest in piece.data.split(attribute)[1:]:
                    path = "/" + rest.split('"')[0].split("?")[0]
                    if '"' not in rest:
                        continue  # the address goes on in an expression
                    try:
                        adapter.match(path, method)
                    except RequestRedirect:
                        wrong.append(f"{name}: {path} redirects")
                    except HTTPException as error:
                        wrong.append(f"{name}: {path} {error.code}")
    assert wrong == [], "\n".join(["", *map(str, wrong)])


def test_every_template_named_in_code_or_by_another_exists(app: Flask) -> None:
    known = set(template_names())
    wrong = [
        f"{path}:{call.lineno}: {name}"
        for path, tree in python_files().items()
        for call in calls(tree, "render_template")
        if (name := text_of(call.args[0])) and name not in known
    ]
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for name in template_names():
        if name.endswith((".html", ".txt")):
            for node in parsed(app, name).find_all(kinds):
                target = getattr(node.template, "value", None)
                if target is not None and target not in known:
                    wrong.append(f"{name}: {target}")
    assert wrong == [], "\n".join(["", *map(str, wrong)])


def test_no_template_is_left_that_nothing_shows(app: Flask) -> None:
    shown = {
        text_of(node) for tree in python_files().values() for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }  # fmt: skip
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for name in template_names():
        if name.endswith((".html", ".txt")):
            shown |= {getattr(n.template, "value", "") for n in parsed(app, name).find_all(kinds)}
    by_code = ("errors/", "mail/")
    idle = [n for n in template_names() if n not in shown and not n.startswith(by_code)]
    assert idle == [], "\n".join(["", *map(str, idle)])
