"""Does a file that came back belong to this proposal, and were its questions these?"""

from grants.calls.queries import FormView
from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.files.rules import MAX_BYTES, MEGABYTE, Kind
from grants.proposals.offline.frames import Opened
from grants.proposals.offline.marks import FileMark, find_file_mark, form_digest

_KIND_WORDS: dict[Kind, Message] = {
    Kind.PDF: msg("This is a PDF, whose answers cannot be read back."),
    Kind.ODT: msg("This is an OpenDocument text. Open it and save it as Word (.docx)."),
    Kind.JPEG: msg("This is a picture."),
    Kind.PNG: msg("This is a picture."),
}


def check_kind(kind: Kind) -> None:
    """Refused for anything but Word and Excel."""
    if kind in _KIND_WORDS:
        raise Refused(what_to_send(_KIND_WORDS[kind]))


def what_to_send(reason: Message) -> Message:
    """A reason with what is taken here."""
    return msg(
        "%(reason)s Nothing was changed. Send the Word (.docx) or Excel (.xlsx) file that you "
        "downloaded on this page and filled in; it may have %(most)s MB at most.",
        reason=reason,
        most=MAX_BYTES // MEGABYTE,
    )


def check_belongs(opened: Opened, form: FormView, *, proposal: str, call: str) -> FileMark:
    """The file's mark; Refused, with what to do, when it is not a file of this proposal's form."""
    mark = find_file_mark(opened.file_mark)
    if mark is None:
        raise Refused(_without_mark(opened))
    if mark.call != call:
        raise Refused(
            msg(
                "This file was made for the call %(other)s, and this proposal answers the call "
                "%(call)s. Nothing was changed.",
                other=mark.call,
                call=call,
            )
        )
    if mark.proposal != proposal:
        raise Refused(
            msg(
                "This file belongs to another proposal, %(other)s. Nothing was changed. Upload it "
                "there, or download the form of this proposal.",
                other=mark.proposal,
            )
        )
    if mark.form != form_digest(form):
        raise Refused(
            msg(
                "The questions of the call have changed since this file was downloaded, so its "
                "answers cannot be told apart for certain. Nothing was changed. Download the form "
                "anew and copy your answers into it."
            )
        )
    return mark


def _without_mark(opened: Opened) -> Message:
    """Ours with its first line lost, or no file of ours."""
    if opened.frames:
        return msg(
            "The code that says which proposal this file belongs to is gone from it: it stood "
            "at the top, CF1/… Nothing was changed. Download the form anew and copy your "
            "answers into it."
        )
    return msg(
        "This file carries no code of a proposal. It may be the empty form of the call, or "
        "another document. Nothing was changed. Download your own form on this page and "
        "copy your answers into it."
    )
