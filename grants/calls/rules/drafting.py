"""A new call from an earlier one."""

import re
from dataclasses import replace

from grants.calls.models import CallStatus
from grants.calls.rules.document import CallDocument, Form, Funnel
from grants.core.errors import Refused
from grants.core.messages import msg

REF_FORM = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")  # CATF-2027, CATF-2027-B
LONGEST_REF = 40
OF_ITS_ROUND = frozenset({"opens_at", "closes_at", "funnel"})


def check_ref(ref: str) -> None:
    """A call's reference stands in its addresses and in the number of every receipt."""
    if len(ref) > LONGEST_REF or not REF_FORM.fullmatch(ref):
        message = msg("Write capital letters and digits in groups with hyphens, like CATF-2027")
        raise Refused(message, {"ref": message})


def copy_of(earlier: CallDocument, ref: str) -> CallDocument:
    """The rules, questions and criteria of an earlier call as a draft of ours.

    Its dates, what became of it and what the fund said of it stay behind: the next round has its
    own, and whoever copies it decides it.
    """
    return replace(
        earlier,
        ref=ref,
        status=CallStatus.DRAFT,
        note={},
        facts={},
        listed=tuple(name for name in earlier.listed if name not in OF_ITS_ROUND),
        opens_at=None,
        closes_at=None,
        funnel=Funnel(),
        criteria=tuple(replace(c, source="") for c in earlier.criteria),
        checklist=tuple(replace(c, source="") for c in earlier.checklist),
        concept_note=_ours(earlier.concept_note),
        full_proposal=_ours(earlier.full_proposal),
    )


def _ours(form: Form) -> Form:
    return tuple(
        replace(section, questions=tuple(replace(q, source="") for q in section.questions))
        for section in form
    )


def without_focus(call: CallDocument) -> CallDocument:
    """A call that names no focus areas asks for none, and no criterion reads the answer."""
    asked = {q.code for q in call.questions() if q.config.get("from_call") == "focus_areas"}
    return replace(
        call,
        concept_note=_without(call.concept_note, asked),
        full_proposal=_without(call.full_proposal, asked),
        criteria=tuple(
            replace(c, reads=tuple(code for code in c.reads if code not in asked))
            for c in call.criteria
        ),
    )


def _without(form: Form, codes: set[str]) -> Form:
    return tuple(
        replace(section, questions=tuple(q for q in section.questions if q.code not in codes))
        for section in form
    )
