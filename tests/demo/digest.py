"""What a world is made of, in words: everything but instants."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa

from grants.accounts.models import Person
from grants.board.models import Decision, Item, Meeting, Recusal
from grants.calls.models import Call, Correction, Criterion, Inquiry, InquiryAnswer
from grants.core.db import db
from grants.funds.models import Entry
from grants.mail.models import Mail
from grants.messages.models import Message, Thread
from grants.proposals.models import BudgetLine, Proposal
from grants.reviews.models import Assignment, Conflict, RankingRow, Review, Score
from grants.screening.models import Appeal, Clarification, Screening

_OF_PROPOSAL = (Proposal.ref, Proposal.title, Call.ref)


def digest() -> dict[str, str]:
    """One hash for each kind of thing, so that a difference says where it is."""
    return {name: _hash(query) for name, query in _queries().items()}


def _hash(query: Any) -> str:
    rows = sorted(json.dumps([str(value) for value in row]) for row in db.session.execute(query))
    assert rows, f"nothing to compare: {query}"
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _queries() -> dict[str, Any]:
    def of_proposal(*columns: Any) -> Any:
        return (
            sa.select(*_OF_PROPOSAL, *columns)
            .select_from(Proposal)
            .join(Call, Call.id == Proposal.call_id)
        )

    assigned = of_proposal(Person.email, Assignment.status, Review.points_milli)
    assigned = (
        assigned.join(Assignment, Assignment.proposal_id == Proposal.id)
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
    )
    return {
        "people": sa.select(Person.email, Person.name, Person.language),
        "proposals": of_proposal(
            Proposal.city,
            Proposal.country,
            Proposal.status,
            Proposal.grant_cents,
            Proposal.cash_cents,
            Proposal.language,
        ),
        "budgets": of_proposal(BudgetLine.category, BudgetLine.grant_cents).join(
            BudgetLine, BudgetLine.proposal_id == Proposal.id
        ),
        "screenings": of_proposal(Screening.finding, Screening.sentence).join(
            Screening, Screening.proposal_id == Proposal.id
        ),
        "clarifications": of_proposal(Clarification.status).join(
            Clarification, Clarification.proposal_id == Proposal.id
        ),
        "appeals": of_proposal(Appeal.status).join(Appeal, Appeal.proposal_id == Proposal.id),
        "assignments": assigned,
        "scores": of_proposal(Person.email, Criterion.code, Score.points)
        .join(Assignment, Assignment.proposal_id == Proposal.id)
        .join(Person, Person.id == Assignment.person_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(Score, Score.review_id == Review.id)
        .join(Criterion, Criterion.id == Score.criterion_id),
        "conflicts": of_proposal(Person.email, Conflict.kind)
        .join(Conflict, Conflict.proposal_id == Proposal.id)
        .join(Person, Person.id == Conflict.person_id),
        "rankings": of_proposal(RankingRow.place, RankingRow.recommendation).join(
            RankingRow, RankingRow.proposal_id == Proposal.id
        ),
        "meetings": sa.select(Meeting.number, Meeting.title, Meeting.status, sa.func.count())
        .join(Item, Item.meeting_id == Meeting.id)
        .group_by(Meeting.id),
        "decisions": sa.select(Decision.number, Decision.words),
        "recusals": sa.select(Recusal.cause, sa.func.count()).group_by(Recusal.cause),
        "ledger": sa.select(Entry.kind, Entry.amount_cents, Entry.cause_label),
        "questions": sa.select(Inquiry.ref, Inquiry.status, InquiryAnswer.answer).outerjoin(
            InquiryAnswer, InquiryAnswer.inquiry_id == Inquiry.id
        ),
        "corrections": sa.select(Correction.place, Correction.after),
        "messages": of_proposal(Message.n, Message.side, Message.words)
        .join(Thread, Thread.proposal_id == Proposal.id)
        .join(Message, Message.thread_id == Thread.id),
        "mail": sa.select(Mail.kind, sa.func.count()).group_by(Mail.kind),
    }
