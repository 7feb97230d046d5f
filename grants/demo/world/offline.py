"""A file that a team filled without a connection and sent back; it waits to be looked at."""

import zipfile
from io import BytesIO

from grants.calls.queries import criteria_of, eligible_countries
from grants.calls.rules import BudgetRules
from grants.core import clock
from grants.core.actor import Actor
from grants.core.i18n import in_language
from grants.permissions import Permission
from grants.places.queries import country_names
from grants.proposals.offline.marks import FileMark, form_digest
from grants.proposals.offline.word_writing import word_of
from grants.proposals.offline.wording import vocabulary_of
from grants.proposals.queries import offline as queries
from grants.proposals.queries.access import find
from grants.proposals.service import offline as service

LANGUAGE = "en"


def send_back(actor: Actor, ref: str, earlier: str, later: str) -> None:
    """The draft's own file, with some words in it written anew."""
    found = find(actor, ref, Permission.PROPOSAL_EDIT)
    form, budget = queries.form_filled(found), BudgetRules.parse(found.call.budget_rules)
    mark = FileMark(ref, found.call.ref, LANGUAGE, form_digest(form))
    answers = queries.answers_now(found, form)
    with in_language(LANGUAGE):
        data = word_of(
            found.call, form, criteria_of(found.call), mark, answers, found.proposal.title
        )
    words = vocabulary_of(
        form,
        budget,
        language=LANGUAGE,
        countries=country_names(LANGUAGE),
        eligible=eligible_countries(found.call),
    )
    now = clock.now()
    received, opened = service.look_into(found, BytesIO(_rewritten(data, earlier, later)), now)
    service.keep(actor, ref, received, opened, words, "tamale-on-the-bus.docx", received_at=now)


def _rewritten(data: bytes, earlier: str, later: str) -> bytes:
    """With fixed times inside, so that the demonstration is the same at every build."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                part = part.replace(earlier.encode(), later.encode())
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
