"""What is frozen when a proposal is submitted, and what must be true before that."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from grants.calls.rules.questions import Asked
from grants.core.digest import canonical, sha256
from grants.core.errors import Refused
from grants.core.messages import N_, Message, msg, nmsg
from grants.proposals.models import AttemptOutcome
from grants.proposals.rules.answers import faults, is_required

LONGEST_CONFLICTS = 300  # words


@dataclass(frozen=True)
class Problem:
    """One thing that stops a submission, and where to mend it."""

    section_slug: str
    code: str
    message: Message


# -- the declaration ----------------------------------------------------------------------------

DECLARATIONS: dict[str, str] = {
    "truth": N_("What we say in this proposal is true and complete, as far as we know."),
    "funding": N_("No other donor pays for the costs that we ask the grant to pay."),
    "conflicts": N_(
        "We have named below every tie between us and the people who will judge this proposal, "
        "or there is none that we know of."
    ),
    "sharing": N_(
        "The Secretariat may share this proposal with its evaluators and with the members of "
        "Cities Alliance."
    ),
}


@dataclass(frozen=True)
class Declaration:
    """What the lead signs: the points agreed to, and the ties named in their own words."""

    agreed: frozenset[str]
    conflicts: str = ""


def check_declaration(declaration: Declaration) -> None:
    """Every point must be agreed to; Refused names those that were not."""
    missing = [code for code in DECLARATIONS if code not in declaration.agreed]
    if missing:
        raise Refused(
            msg("Tick every point of the declaration. Nothing was submitted."),
            {
                code: msg("Tick this if it is true; without it you cannot submit")
                for code in missing
            },
        )


# -- what is frozen -----------------------------------------------------------------------------


@dataclass(frozen=True)
class FrozenDocument:
    """A document as the snapshot names it."""

    code: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FrozenEndorsement:
    """A confirmed endorsement as the snapshot names it."""

    organisation: str
    representative: str
    position: str
    content_sha256: str
    confirmed_at: datetime
    letter_sha256: str | None


def content_of(
    *,
    form: str,
    language: str,
    answers: Mapping[str, Any],
    budget: Sequence[Mapping[str, Any]],
    documents: Iterable[FrozenDocument],
) -> dict[str, Any]:
    """What the city wrote: what a sponsor reads and confirms, and the body of a snapshot.

    An answer that was cleared equals one never given.
    """
    return {
        "form": form,
        "language": language,
        "answers": {code: value for code, value in answers.items() if value not in EMPTY},
        "budget": [dict(line) for line in budget],
        "documents": [asdict(d) for d in sorted(documents, key=lambda d: (d.code, d.sha256))],
    }


EMPTY: tuple[Any, ...] = (None, "", [], {})


def content_sha256(content: Mapping[str, Any]) -> str:
    """The hash that an endorsement carries."""
    return sha256(canonical(content))


def snapshot_text(
    content: Mapping[str, Any],
    *,
    proposal_ref: str,
    call_ref: str,
    call_version: int,
    endorsements: Iterable[FrozenEndorsement],
    declaration: Declaration,
    signed_by: str,
    received_at: datetime,
) -> str:
    """The canonical JSON that is stored; its SHA-256 in UTF-8 is the receipt's."""
    return canonical(
        {
            **content,
            "content_sha256": content_sha256(content),
            "proposal": proposal_ref,
            "call": {"ref": call_ref, "version": call_version},
            "endorsements": [
                {**asdict(e), "confirmed_at": e.confirmed_at.isoformat()} for e in endorsements
            ],
            "declaration": {
                "agreed": sorted(declaration.agreed),
                "conflicts": declaration.conflicts,
                "signed_by": signed_by,
            },
            "received_at": received_at.isoformat(),
        }
    )


# -- attempts and receipts ------------------------------------------------------------------------

ATTEMPT_WORDS: dict[AttemptOutcome, str] = {
    AttemptOutcome.ACCEPTED: N_("Accepted"),
    AttemptOutcome.INCOMPLETE: N_("Not accepted: not complete"),
    AttemptOutcome.LATE: N_("Not accepted: too late"),
    AttemptOutcome.REPEATED: N_("Sent again"),
    AttemptOutcome.REFUSED: N_("Not accepted"),
}

ATTEMPT_TONES: dict[AttemptOutcome, str] = {
    AttemptOutcome.ACCEPTED: "ok",
    AttemptOutcome.INCOMPLETE: "warn",
    AttemptOutcome.LATE: "bad",
    AttemptOutcome.REPEATED: "",
    AttemptOutcome.REFUSED: "bad",
}


def normal_hash(typed: str) -> str:
    """A hash as people copy it: spaces, dashes and capitals do not matter; "" when it is none."""
    bare = re.sub(r"[\s\u200b-]", "", typed).lower()
    return bare if re.fullmatch(r"[0-9a-f]{64}", bare) else ""


# -- submitting ---------------------------------------------------------------------------------


class Section(Protocol):
    """A page of the form."""

    @property
    def slug(self) -> str: ...
    @property
    def questions(self) -> Sequence[Asked]: ...


def problems(sections: Iterable[Section], values: Mapping[str, Any]) -> list[Problem]:
    """Everything that keeps the proposal from being submitted, in the order of the form.

    `values` is what `queries.content.everything` gives: answers by code, with the Budget, the
    Backing and the documents of the questions that ask for them.
    """
    return [
        Problem(section.slug, question.code, fault.message)
        for section in sections
        for question in section.questions
        for fault in faults(
            question, values.get(question.code), required=is_required(question, values)
        )
    ]


def incomplete(problems: Sequence[Problem]) -> Refused:
    """The answer to a submission with something missing or over a limit."""
    return Refused(
        nmsg(
            "The proposal was not submitted: %(n)s thing is missing or over a limit. "
            "Everything you wrote is kept; the list says where to mend it.",
            "The proposal was not submitted: %(n)s things are missing or over a limit. "
            "Everything you wrote is kept; the list says where to mend them.",
            len(problems),
        )
    )


def late(deadline: datetime, received_at: datetime) -> Refused:
    """The answer to a submission that arrived after the deadline."""
    return Refused(
        msg(
            "The proposal was not submitted: your request arrived at %(received)s, after the "
            "deadline of %(deadline)s. Everything you wrote is kept, and this attempt is on "
            "record. If something on our side delayed you, write to the Secretariat.",
            received=_utc(received_at),
            deadline=_utc(deadline),
        )
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
