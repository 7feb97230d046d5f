"""Keep the catalogues whole: `update` collects new strings, `check` refuses what is missing.

A language is complete when every string has a translation, its placeholders are those of the
original, and nothing is marked fuzzy.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
LANGUAGES = ("fr", "es", "pt")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "msg": None,
    "N_": None,
    "ngettext": (1, 2),
    "nmsg": (1, 2),
}
METHODS = [
    ("grants/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {"templates/**.html": {"trimmed": "true"}, "templates/**.txt": {"trimmed": "true"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def collected() -> Catalog:
    """Every string of the product, with where it stands (files only: line numbers churn)."""
    catalogue = Catalog(project="catalytic-fund", charset="utf-8", fuzzy=False)
    for name in ("grants", "templates"):
        found = extract_from_dir(
            ROOT / name,
            [(pattern.removeprefix(f"{name}/"), method) for pattern, method in METHODS],
            {pattern.removeprefix(f"{name}/"): options for pattern, options in OPTIONS.items()},
            KEYWORDS,
        )
        for file, _line, text, comments, context in found:
            catalogue.add(
                text, None, [(f"{name}/{file}", 0)], auto_comments=comments, context=context
            )
    return catalogue


def catalogue_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def update() -> None:
    """Bring every language up to the code; what is new is empty, what is gone is dropped."""
    template = collected()
    for language in LANGUAGES:
        path = catalogue_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as file:
                kept = read_po(file, locale=language)
        fresh = Catalog(locale=language, project="catalytic-fund", charset="utf-8", fuzzy=False)
        for message in template:
            if not message.id:
                continue
            before = kept.get(message.id)
            text = before.string if before is not None else None
            files = sorted({location[0] for location in message.locations})
            fresh.add(message.id, text, [(file, None) for file in files])
        with path.open("wb") as file:
            write_po(
                file, fresh, width=100, sort_output=True, omit_header=False, ignore_obsolete=True
            )
        missing = sum(1 for message in fresh if message.id and not _strings(message))
        print(f"{language}: {len(fresh)} strings, {missing} to translate")


def problems() -> Iterator[str]:
    """Each string a language lacks or breaks."""
    template = collected()
    for language in LANGUAGES:
        path = catalogue_of(language)
        if not path.exists():
            yield f"{language}: no catalogue"
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        for message in template:
            if not message.id:
                continue
            found = catalogue.get(message.id)
            one = message.id if isinstance(message.id, str) else message.id[0]
            if found is None or not _strings(found):
                yield f"{language}: not translated: {one[:90]!r}"
            elif found.fuzzy:
                yield f"{language}: fuzzy: {one[:90]!r}"
            else:
                yield from (f"{language}: {words}" for words in _broken(message, found))


def _strings(message: Message) -> list[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
    return strings if strings and all(strings) else []


def _broken(original: Message, translated: Message) -> Iterator[str]:
    ids = [original.id] if isinstance(original.id, str) else list(original.id)
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    for text in _strings(translated):
        strange = set(PLACEHOLDER.findall(text)) - wanted
        lost = wanted - set(PLACEHOLDER.findall(text)) if len(ids) == 1 else set()
        if strange or lost:
            yield f"placeholders differ ({sorted(strange | lost)}): {ids[0][:80]!r}"


def main() -> None:
    if sys.argv[1:] == ["update"]:
        update()
        return
    found = list(problems())
    for words in found[:40]:
        print(words)
    if found:
        raise SystemExit(
            f"{len(found)} strings are missing or broken; make translations, then fill them"
        )


if __name__ == "__main__":
    main()
