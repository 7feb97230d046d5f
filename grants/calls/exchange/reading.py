"""From the text of a file to a call document, or every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from grants.calls.exchange.kinds import choice, expected_of, read_code, read_text, read_texts
from grants.calls.exchange.nodes import Fields, Node, Problem, Unreadable, tree
from grants.calls.exchange.settings import BY_NAME, NEEDED, SETTINGS
from grants.calls.models import CallStatus
from grants.calls.rules.clocks import instant_on
from grants.calls.rules.document import CallDocument
from grants.calls.rules.publishing import check_consistent, is_zone
from grants.core.messages import msg

FORMAT = "1"
_STATUS = choice(CallStatus)


@dataclass(frozen=True)
class Reading:
    """What came out of a file; `document` only where nothing is wrong."""

    document: CallDocument | None
    problems: tuple[Problem, ...]
    nodes: Mapping[str, Node]

    def line(self, setting: str) -> int:
        """Where a setting stands; 1 for what the file does not name."""
        return self.nodes[setting].line if setting in self.nodes else 1


def read_call(text: str, file: str) -> Reading:
    """Read a whole file strictly: every problem with its line, field and what was expected."""
    problems: list[Problem] = []
    root = tree(text, file, problems)
    settings = _Settings()
    document = None
    if root is not None:
        try:
            document = _read_root(root, settings)
        except Unreadable:
            document = None
    if document is not None and not problems:
        for finding in check_consistent(document):
            node = settings.nodes.get(finding.setting)
            problems.append(
                Problem(file, node.line if node else 1, finding.setting, finding.message)
            )
    failed = bool(problems)
    return Reading(
        None if failed else document,
        tuple(sorted(problems, key=lambda p: (p.file, p.line, p.path))),
        settings.nodes,
    )


class _Settings:
    """What the two parts of the file have named so far."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.nodes: dict[str, Node] = {}
        self.facts: dict[str, str] = {}

    def take_all(self, fields: Fields, source: str | None) -> None:
        for name in list(fields.found):
            setting = BY_NAME.get(name)
            if setting is None:
                continue
            if name in self.nodes:
                fields.found[name].note(
                    msg("stands here and on line %(line)s", line=self.nodes[name].line)
                )
            self.nodes[name] = fields.found[name]
            value = fields.take(name, setting.kind.read)
            if value is not None:
                self.values[setting.attribute] = value
            if source is not None:
                self.facts[name] = source
        fields.no_more()


def _read_root(root: Node, settings: _Settings) -> CallDocument | None:
    fields = root.fields(msg("the fields of a call: format, ref, status, facts, defaults"))
    fields.take("format", _read_format)
    ref = fields.take("ref", read_code)
    status = fields.take("status", _STATUS.read)
    note = fields.take("note", read_texts, {})
    fields.take("facts", lambda node: _read_facts(node, settings), ())
    fields.take("defaults", lambda node: _read_defaults(node, settings), ())
    fields.no_more()
    for name in NEEDED:
        if name not in settings.nodes:
            root.note(msg("the setting “%(name)s” is missing from facts and defaults", name=name))
    _place_in_zone(settings)
    if root.problems:
        return None
    return CallDocument(
        ref=ref,
        status=status,
        note=note or {},
        facts={s.name: settings.facts[s.name] for s in SETTINGS if s.name in settings.facts},
        listed=tuple(s.name for s in SETTINGS if s.name in settings.nodes),
        **settings.values,
    )


def _read_format(node: Node) -> str:
    if node.scalar(msg("the number %(format)s", format=FORMAT)) != FORMAT:
        raise node.refuse(msg("the number %(format)s", format=FORMAT))
    return FORMAT


def _read_facts(node: Node, settings: _Settings) -> bool:
    for group in node.items(msg("a list of sources, each with what it says")):
        try:
            fields = group.fields(expected_of("source"))
        except Unreadable:
            continue
        source = fields.take("source", read_text) or "?"
        fields.take("says", partial(_read_says, settings=settings, source=source))
        fields.no_more()
    return True


def _read_says(node: Node, settings: _Settings, source: str) -> bool:
    settings.take_all(node.fields(msg("settings of a call")), source)
    return True


def _read_defaults(node: Node, settings: _Settings) -> bool:
    settings.take_all(node.fields(msg("settings of a call")), None)
    return True


def _place_in_zone(settings: _Settings) -> None:
    """Times on the wall of the call's zone become instants in UTC."""
    zone = settings.values.get("zone", "Europe/Brussels")
    if not is_zone(zone):
        if "zone" in settings.nodes:
            settings.nodes["zone"].note(
                msg("expected the name of a time zone, such as Europe/Brussels")
            )
        return
    for name in ("opens_at", "closes_at"):
        moment = settings.values.get(name)
        if not isinstance(moment, datetime):
            continue
        if moment.tzinfo is None:
            there = instant_on(moment, zone)
            if there is None:
                settings.nodes[name].note(
                    msg("expected a time that exists: the clocks of %(zone)s skip it", zone=zone)
                )
            moment = there or moment.replace(tzinfo=UTC)
        settings.values[name] = moment.astimezone(UTC)
