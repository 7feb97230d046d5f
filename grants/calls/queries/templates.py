"""The files that questions offer to be filled in."""

from collections.abc import Iterable

from grants.calls.models import Call, FormKind
from grants.calls.queries.forms import form_of
from grants.calls.rules.templates import template_in
from grants.core.errors import NotFound
from grants.files.queries import StoredFile, files_of, known_files


def template_file(call: Call, kind: FormKind, code: str, language: str) -> StoredFile:
    """What a question offers in a language now; of what it offered before nothing is given."""
    question = form_of(call, kind).question(code)
    named = template_in(question, language) if question else None
    if named is None:
        raise NotFound
    return own_files(call)[named["sha256"]]


def own_files(call: Call) -> dict[str, StoredFile]:
    """The files of a call by their content, those of earlier templates too."""
    return {file.sha256: file for file in files_of(call)}


def known_templates(digests: Iterable[str]) -> dict[str, StoredFile]:
    """Those contents that are templates of some call; nothing else can be offered by its digest."""
    return known_files(Call.__tablename__, digests)
