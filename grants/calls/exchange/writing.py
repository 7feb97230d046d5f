"""From a call document to the text of its file; the same document gives the same bytes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from grants.calls.exchange.kinds import Flow, Inline, write_texts
from grants.calls.exchange.reading import FORMAT
from grants.calls.exchange.settings import BY_NAME, SETTINGS, Setting
from grants.calls.models import CallStatus
from grants.calls.rules.document import CallDocument
from grants.calls.rules.window import BY_THE_CLOCK

HEAD = """\
# A call of the Catalytic Fund. `flask calls import` reads it, `flask calls export` writes it.
"""
FACTS_HEAD = """\
# What the fund itself said, each under the source that says so.
"""
DEFAULTS_HEAD = """\
# Our own choices where no public rule was found: defaults to be edited, never the fund's rules.
"""
WIDTH = 96


def write_call(document: CallDocument) -> str:
    """The file of a call."""
    head: dict[str, Any] = {
        "format": int(FORMAT),
        "ref": document.ref,
        "status": written_status(document.status).value,
    }
    if document.note:
        head["note"] = write_texts(document.note)
    parts = [HEAD + _dump(head)]
    facts = _facts(document)
    if facts:
        parts.append(FACTS_HEAD + _dump({"facts": facts}))
    defaults = {
        setting.name: _written(setting, document)
        for setting in SETTINGS
        if setting.name in document.listed and setting.name not in document.facts
    }
    if defaults:
        parts.append(DEFAULTS_HEAD + _dump({"defaults": defaults}))
    return "\n".join(parts)


def setting_text(name: str, document: CallDocument) -> str:
    """One setting as its file writes it, for people who compare two."""
    value = _written(BY_NAME[name], document)
    return _dump(value).strip() if isinstance(value, dict | list) else str(value or "–")


def written_status(status: CallStatus) -> CallStatus:
    """What goes by the clock is written as published: the instants in the file say the rest."""
    return CallStatus.PUBLISHED if status in BY_THE_CLOCK else status


def _facts(document: CallDocument) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for setting in SETTINGS:
        source = document.facts.get(setting.name)
        if source is not None:
            groups.setdefault(source, {})[setting.name] = _written(setting, document)
    return [{"source": source, "says": says} for source, says in groups.items()]


def _written(setting: Setting, document: CallDocument) -> Any:
    value = getattr(document, setting.attribute)
    if isinstance(value, datetime):
        return _local(value, document.zone)
    return setting.kind.write(value)


def _local(value: datetime, zone: str) -> str:
    """On the wall of the zone; with its offset only where the same time comes twice."""
    there = value.astimezone(ZoneInfo(zone))
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    wall = there if twice else there.replace(tzinfo=None)
    return wall.isoformat(sep=" ", timespec="seconds")


class _Writer(yaml.SafeDumper):
    """Block style with indented lists; long texts folded, texts of several lines kept as such."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_flow(writer: yaml.SafeDumper, values: Flow) -> yaml.Node:
    return writer.represent_sequence("tag:yaml.org,2002:seq", list(values), flow_style=True)


def _write_inline(writer: yaml.SafeDumper, values: Inline) -> yaml.Node:
    return writer.represent_mapping("tag:yaml.org,2002:map", dict(values), flow_style=True)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(Flow, _write_flow)
_Writer.add_representer(Inline, _write_inline)


def _dump(value: Mapping[str, Any] | list[Any]) -> str:
    return str(
        yaml.dump(
            value,
            Dumper=_Writer,
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=WIDTH,
        )
    )
