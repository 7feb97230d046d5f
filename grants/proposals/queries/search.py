"""Full-text search over submitted proposals: the one place that asks the index.

A list of proposals uses it in three steps, so that its own filters, counts, pages and the rule that
hides what a person is tied to apply by themselves:

    terms = terms_of(typed)                                # rules.search.typed; never fails
    query.where(free_of_conflict(actor), matching(terms))  # a condition on Proposal
    query.order_by(*ranked(terms))                         # best first, in one fixed order
    passages(ids_of_the_page, terms)                       # the words around, one query

`matching` and `ranked` send nothing: they are parts of the caller's statement. Nothing here knows
an actor; the caller's condition does. Only what is in the index is found: no draft, no test, no
full proposal.
"""

import abc
import zlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from grants.core.db import db, read
from grants.proposals.models import Proposal, ProposalText, Snapshot
from grants.proposals.models.search import INDEX
from grants.proposals.queries.conflicts import counted
from grants.proposals.rules.search.passages import Found, found_in
from grants.proposals.rules.search.tokens import DENSITIES, marked
from grants.proposals.rules.search.typed import Term, Terms

_HEAD = "{title organisations}"  # FTS5's way to name columns


def matching(terms: Terms) -> sa.ColumnElement[bool]:
    """A condition on Proposal: every wanted term stands in what was submitted, no unwanted one.

    True for every proposal when nothing is asked for.
    """
    conditions: list[sa.ColumnElement[bool]] = []
    if terms.wanted:
        conditions.append(_among(_all(terms.wanted)))
    elif terms.unwanted:
        conditions.append(Proposal.id.in_(sa.select(ProposalText.proposal_id)))
    if terms.unwanted:
        conditions.append(sa.not_(_among(_any(terms.unwanted))))
    return sa.and_(sa.true(), *conditions)


def ranked(terms: Terms) -> tuple[sa.ColumnElement[Any], ...]:
    """An order for Proposal: title and organisations first, then how densely a text says it all,
    then the newest."""
    newest = (Proposal.submitted_at.desc(), Proposal.id.desc())
    return (rank(terms).desc(), *newest) if terms.wanted else newest


def rank(terms: Terms) -> sa.ColumnElement[int]:
    """How well a proposal that matches answers the terms; the higher, the better.

    Ten when all stand in the title or the organisations, five when one does; one for each level of
    density that all reach; none when nothing is asked for. Found by the index alone: to weigh
    every text that says a common word, PostgreSQL would have to read them all.
    """
    wanted = terms.wanted
    if not wanted:
        return sa.literal(0)
    points = [(_among(_all(wanted), head=True), 5)]
    if len(wanted) > 1:
        points.append((_among(_any(wanted), head=True), 5))
    else:
        points = [(points[0][0], 10)]
    points += [(_among(_all(wanted, level)), 1) for level in range(1, len(DENSITIES) + 1)]
    total: Any = sum(sa.case((condition, n), else_=0) for condition, n in points)
    return total  # type: ignore[no-any-return]


def passages(ids: Collection[int], terms: Terms) -> dict[int, Found]:
    """The title and the best places of these proposals (a page of them), with what was found
    marked. One query.

    The caller has chosen the ids for its actor.
    """
    if not ids:
        return {}
    query = sa.select(
        ProposalText.proposal_id, ProposalText.language, ProposalText.title,
        ProposalText.organisations, ProposalText.places, ProposalText.numbers, ProposalText.body,
    ).where(ProposalText.proposal_id.in_(ids))  # fmt: skip
    return {
        row.proposal_id: found_in(
            row.title,
            (row.organisations, row.places, row.numbers),
            zlib.decompress(row.body).decode(),
            terms,
            row.language,
        )
        for row in read(query)
    }


# -- the two databases --------------------------------------------------------------------------


def _among(wanted: Callable[["_Syntax"], str], *, head: bool = False) -> sa.ColumnElement[bool]:
    """A condition on Proposal: the index finds it. Asked once for a whole list."""
    syntax = _SYNTAX[db.engine.dialect.name]
    return Proposal.id.in_(syntax.select(wanted(syntax), head=head))


def _all(terms: Sequence[Term], level: int = 0) -> Callable[["_Syntax"], str]:
    return lambda s: s.both.join(f"({s.term(term, level)})" for term in terms)


def _any(terms: Sequence[Term]) -> Callable[["_Syntax"], str]:
    return lambda s: s.either.join(f"({s.term(term, 0)})" for term in terms)


class _Syntax(abc.ABC):
    """How a database is asked; tokens hold letters and digits alone, so nothing is to be escaped
    but by quotes."""

    both: str
    either: str

    def term(self, term: Term, level: int) -> str:
        """Any of its ways; at a level of density, of a phrase every word."""
        found = [self.way(way, level) for way in term.ways]
        if term.beginning is not None and not level:
            found.append(self.begins(term.beginning))
        return self.either.join(found)

    @abc.abstractmethod
    def way(self, way: Sequence[str], level: int) -> str: ...

    @abc.abstractmethod
    def begins(self, beginning: str) -> str: ...

    @abc.abstractmethod
    def select(self, expression: str, *, head: bool) -> sa.Select[int]: ...


class _Fts5(_Syntax):
    both, either = " AND ", " OR "
    index = sa.table(INDEX, sa.column("rowid"))

    def way(self, way: Sequence[str], level: int) -> str:
        if level:
            return "(" + " AND ".join(f'"{marked(one, level)}"' for one in way) + ")"
        return f'"{" ".join(way)}"'

    def begins(self, beginning: str) -> str:
        return f'"{beginning}"*'

    def select(self, expression: str, *, head: bool) -> sa.Select[int]:
        asked = f"{_HEAD} : ({expression})" if head else expression
        found = sa.select(self.index.c.rowid).where(sa.literal_column(INDEX).op("MATCH")(asked))
        # The plus keeps SQLite from looking up each row, which lies among the texts: it reads the
        # short index of proposals instead.
        of = sa.type_coerce(sa.literal_column(f"+{ProposalText.__tablename__}.id"), sa.Integer)
        return sa.select(ProposalText.proposal_id).where(of.in_(found))


class _Tsvector(_Syntax):
    both, either = " & ", " | "
    index = sa.table(
        INDEX,
        sa.column("text_id"),
        sa.column("head", postgresql.TSVECTOR),
        sa.column("words", postgresql.TSVECTOR),
    )

    def way(self, way: Sequence[str], level: int) -> str:
        if level:
            return "(" + " & ".join(f"'{marked(one, level)}'" for one in way) + ")"
        return "(" + " <-> ".join(f"'{one}'" for one in way) + ")"

    def begins(self, beginning: str) -> str:
        return f"'{beginning}':*"

    def select(self, expression: str, *, head: bool) -> sa.Select[int]:
        column = self.index.c.head if head else self.index.c.words
        return (
            sa.select(ProposalText.proposal_id)
            .join_from(self.index, ProposalText, ProposalText.id == self.index.c.text_id)
            .where(column.op("@@")(sa.cast(expression, postgresql.TSQUERY)))
        )


_SYNTAX: dict[str, _Syntax] = {"sqlite": _Fts5(), "postgresql": _Tsvector()}


# -- what is not in the index -------------------------------------------------------------------


def to_index(most: int) -> list[int]:
    """Ids of handed-in proposals that the index does not know, at most so many. One query."""
    return list(db.session.scalars(_unindexed(Proposal.id).order_by(Proposal.id).limit(most)))


def unindexed_count() -> int:
    """How many there are. One query."""
    return db.session.scalar(_unindexed(sa.func.count())) or 0


def _unindexed(column: Any) -> sa.Select[int]:
    known = sa.select(ProposalText.proposal_id).where(ProposalText.proposal_id == Proposal.id)
    handed_in = sa.or_(Proposal.is_imported, sa.exists().where(Snapshot.proposal_id == Proposal.id))
    return sa.select(column).select_from(Proposal).where(counted(), handed_in, ~known.exists())
