"""Checks of a PDF: readable, not locked, carries no programs or other files."""

from pathlib import Path
from typing import Any

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.files.rules import MAX_PDF_OBJECTS, refusal

_PROGRAMS = ("/JavaScript", "/Launch", "/RichMedia")


def check_pdf(path: Path) -> None:
    """Raises Refused when the PDF is locked, broken or more than pages."""
    import pikepdf

    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError:
        raise Refused(refusal(_locked()))
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise Refused(refusal(_damaged()))
    with pdf:
        if pdf.is_encrypted:
            raise Refused(refusal(_locked()))
        try:
            if len(pdf.pages) == 0:
                raise Refused(refusal(msg("This PDF has no pages.")))
            _check_objects(pdf, pikepdf)
        except (pikepdf.PdfError, ValueError, RuntimeError):
            raise Refused(refusal(_damaged()))


def _check_objects(pdf: Any, pikepdf: Any) -> None:
    for n, thing in enumerate(pdf.objects):
        if n > MAX_PDF_OBJECTS:
            raise Refused(refusal(_damaged()))
        _check_object(thing, pikepdf, depth=0)


def _check_object(thing: Any, pikepdf: Any, depth: int) -> None:
    """One object and what stands directly inside it; references are visited on their own."""
    if depth > 30:
        raise Refused(refusal(_damaged()))
    if isinstance(thing, pikepdf.Array):
        for value in thing:
            if _is_inside(value, pikepdf):
                _check_object(value, pikepdf, depth + 1)
        return
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    if any(str(thing.get(key, "")) in _PROGRAMS for key in ("/S", "/Subtype")) or "/JS" in thing:
        raise Refused(
            refusal(
                msg(
                    "This PDF carries a program (a script or a command). "
                    "Print it to a new PDF and send that."
                )
            )
        )
    if str(thing.get("/Type", "")) == "/EmbeddedFile" or "/EmbeddedFiles" in thing:
        raise Refused(
            refusal(msg("This PDF carries other files inside it. Send each file on its own."))
        )
    for _key, value in thing.items():
        if _is_inside(value, pikepdf):
            _check_object(value, pikepdf, depth + 1)


def _is_inside(value: Any, pikepdf: Any) -> bool:
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _locked() -> Message:
    return msg("This PDF is locked with a password or with restrictions. Save it without them.")


def _damaged() -> Message:
    return msg("This PDF is damaged and cannot be opened. Make it again from its source.")
