"""What a change of a call means for the settings its file names."""

from dataclasses import replace

from grants.calls.exchange.settings import NEEDED, SETTINGS
from grants.calls.rules.document import CallDocument


def changed_settings(before: CallDocument, after: CallDocument) -> tuple[str, ...]:
    """The names of the settings that differ, in the order of the file."""
    return tuple(
        setting.name
        for setting in SETTINGS
        if getattr(before, setting.attribute) != getattr(after, setting.attribute)
    )


def settled(before: CallDocument, after: CallDocument) -> CallDocument:
    """What was changed is named in the file, and is no longer a fact that the fund stated.

    A text that is empty in every language is not named: a file has no way to say so.
    """
    changed = changed_settings(before, after)
    named = {*after.listed, *changed, *NEEDED}
    return replace(
        after,
        facts={name: who for name, who in after.facts.items() if name not in changed},
        listed=tuple(
            setting.name
            for setting in SETTINGS
            if setting.name in named and getattr(after, setting.attribute) != {}
        ),
    )
