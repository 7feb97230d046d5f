"""Writing concept notes as a city would: section by section, sponsor, check, submit."""

import io
from collections.abc import Sequence
from functools import cache

from grants.accounts.models import Person
from grants.accounts.service.people import create_person
from grants.calls.models import QuestionKind, Requirement
from grants.calls.queries import SectionView, by_ref, form_of
from grants.core import clock
from grants.core.actor import SYSTEM, VISITOR, Actor
from grants.core.pdf import render_pdf
from grants.core.text import fold
from grants.demo.world.notes import DATA, Note, answer, invented_answers
from grants.demo.world.stage import Stage
from grants.files.service import receive
from grants.permissions import Permission
from grants.proposals.queries import endorsement, submission
from grants.proposals.queries.access import find
from grants.proposals.queries.sections import section_content
from grants.proposals.rules.submission import DECLARATIONS, Declaration
from grants.proposals.service import answers as writing, documents, draft, endorse, sponsors, submit

Sponsor = tuple[str, str, str]  # member's name, representative, e-mail


@cache
def letter() -> bytes:
    """One letter as PDF; every proposal of the demonstration uploads the same."""
    return render_pdf(
        DATA / "letter.typ",
        {
            "title": "Letter of commitment",
            "body": "This letter belongs to the demonstration. The city supports the proposal, "
            "names a coordinator and keeps its co-financing in this year's budget.",
        },
        "en",
    )


def applicant(stage: Stage, note: Note) -> Person:
    """Somebody invented in the city's service who leads the proposal."""
    city = "".join(c for c in fold(note.city) if c.isalpha())
    email = f"projects.{note.variant + 1}@{city}.example"
    return create_person(
        SYSTEM,
        email=email,
        name=f"Projects office, {note.city}",
        password_hash=stage.password_hash,
        language=note.language,
    )


def write(actor: Actor, call_ref: str, note: Note, *, sections: int | None = None) -> str:
    """A draft with its sections saved (all, or the first so many); its reference."""
    ref = draft.start(actor, call_ref, note.language, received_at=clock.now())
    texts = invented_answers()[note.language if note.language in ("es", "pt") else "en"]
    form = form_of(by_ref(call_ref))
    for section in form.sections[:sections]:
        save(actor, ref, section, note, texts)
    return ref


def save(
    actor: Actor, ref: str, section: SectionView, note: Note, texts: dict[str, list[str]]
) -> None:
    """One section, with the files of its slots."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
    given = {
        question.code: answer(question, note, texts, actor.email) for question in section.questions
    }
    given = {code: value for code, value in given.items() if value is not None}
    version = section_content(found.proposal.id, section).version
    writing.save_section(found, section, given, version=version, received_at=clock.now())
    for question in section.questions:
        wanted = question.required is Requirement.ALWAYS or note.variant % 4 == 0
        if question.kind is QuestionKind.FILE and wanted:
            received = receive(io.BytesIO(letter()))
            found = find(actor, ref, Permission.PROPOSAL_EDIT, lock=True)
            documents.upload(
                found, question.code, received, f"{question.code}.pdf", received_at=clock.now()
            )


def back(stage: Stage, actor: Actor, ref: str, sponsor: Sponsor) -> None:
    """Ask a member, who reads and confirms from the mailed link."""
    member, representative, email = sponsor
    sponsors.ask(
        actor,
        ref,
        organisation_id=stage.organisations[member],
        representative=representative,
        email=email,
        received_at=clock.now(),
    )
    token = stage.secret_of(email, "endorsement_request")
    page = endorsement.by_token(VISITOR, token)
    digest = submission.present(page.proposal, page.call).sha256
    endorse.confirm(
        VISITOR,
        token,
        read_sha256=digest,
        position="Programme manager",
        role="We sit on the steering group, open our network in the country and read each report.",
        received_at=clock.now(),
    )


def send(actor: Actor, ref: str) -> str:
    """Sign and submit; the receipt's number."""
    declaration = Declaration(agreed=frozenset(DECLARATIONS))
    return submit.submit(actor, ref, declaration=declaration, received_at=clock.now())


def apply(stage: Stage, actor: Actor, call_ref: str, note: Note, backers: Sequence[Sponsor]) -> str:
    """The whole way from a blank page to a receipt."""
    ref = write(actor, call_ref, note)
    for sponsor in backers:
        back(stage, actor, ref, sponsor)
    send(actor, ref)
    return ref
