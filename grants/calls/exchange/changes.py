"""What a change of a call means for the settings its file names."""

from dataclasses import replace

from grants.calls.exchange.settings import NEEDED, SETTINGS, Setting
from grants.calls.rules.document import CallDocument

# Of the document, and no settings: who said what, and what stands above the call.
BESIDE = ("note", "facts")


def changed_settings(before: CallDocument, after: CallDocument) -> tuple[str, ...]:
    """The names of the settings that differ, in the order of the file."""
    return tuple(
        setting.name
        for setting in SETTINGS
        if getattr(before, setting.attribute) != getattr(after, setting.attribute)
    )


def changed_beside(before: CallDocument, after: CallDocument) -> tuple[str, ...]:
    """What differs of the rest of the document."""
    return tuple(name for name in BESIDE if getattr(before, name) != getattr(after, name))


def settled(before: CallDocument, after: CallDocument) -> CallDocument:
    """What a call says is named in its file; what was changed is no longer a fact of the fund's,
    unless its source is said anew with it.

    A setting of which nothing is said is named when the file named it before or it was emptied
    now; a text that is empty in every language is not: a file has no way to say so.
    """
    changed = changed_settings(before, after)
    named = {*after.listed, *changed, *NEEDED}
    return replace(
        after,
        facts={
            name: who
            for name, who in after.facts.items()
            if name not in changed or who != before.facts.get(name)
        },
        listed=tuple(
            setting.name
            for setting in SETTINGS
            if (setting.name in named or _says(setting, after))
            and getattr(after, setting.attribute) != {}
        ),
    )


def telling(document: CallDocument) -> tuple[str, ...]:
    """The settings that a file of this call names or would name, in its order."""
    return tuple(s.name for s in SETTINGS if s.name in document.listed or _says(s, document))


def _says(setting: Setting, document: CallDocument) -> bool:
    value = getattr(document, setting.attribute)
    return value is not None and setting.kind.write(value) not in ("", [], {})
