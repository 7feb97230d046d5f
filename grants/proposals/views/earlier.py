"""The earlier texts of a section: who wrote what and when, compared, and brought back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.calls.queries import QuestionView, SectionView
from grants.core.access import current_actor, requires
from grants.core.acts import take
from grants.core.compare import Sides, word_sides
from grants.core.errors import NotFound, Refused
from grants.core.forms import VersionedForm
from grants.core.i18n import chosen_text, gettext as _, instant
from grants.core.messages import N_, msg
from grants.permissions import Permission
from grants.proposals.forms.words import words_of
from grants.proposals.queries import content, earlier as queries
from grants.proposals.queries.access import Access, find
from grants.proposals.queries.earlier import AT_ONCE, Text, Version, keeps_versions
from grants.proposals.rules.deadline import accepts, is_editable
from grants.proposals.rules.history import gathered
from grants.proposals.service.answers import Overtaken, present
from grants.proposals.service.restore import restore as bring_back
from grants.proposals.views import blueprint
from grants.proposals.views.crumbs import crumbs_of

OVERTAKEN = N_(
    "Somebody changed this answer since you opened this page, so nothing was brought back. Look "
    "at what stands now, then decide again."
)
SHOWN_FIRST = 5  # sittings of each question on the section's page


@dataclass(frozen=True)
class Line:
    """One sitting, or one save: what to call it, and the newest version in it."""

    newest: Version
    saves: int
    by: str
    note: str
    stands: bool

    @property
    def at_text(self) -> str:
        return instant(self.newest.at)


@dataclass(frozen=True)
class Asked:
    """One question with its newest lines."""

    question: QuestionView
    lines: Sequence[Line]
    total: int


@dataclass(frozen=True)
class Side:
    """One of two texts compared."""

    title: str
    words: str


@blueprint.get("/proposals/<ref>/sections/<slug>/earlier")
@requires(Permission.PROPOSAL_READ)
def earlier(ref: str, slug: str) -> str:
    """Every question of the section with who changed it when."""
    found = find(current_actor(), ref)
    queries.check_of_team(found)
    page = _section(found, slug)
    by_question: dict[int, list[Version]] = {}
    for version in queries.versions_in(found, page):
        by_question.setdefault(version.question_id, []).append(version)
    known = _names(by_question.values())
    return render_template(
        "proposals/earlier.html",
        **_frame(found, page),
        asked=[
            Asked(q, _lines(rows, known)[:SHOWN_FIRST], rows[0].total if rows else 0)
            for q in page.questions
            if keeps_versions(q)
            for rows in [by_question.get(q.id, [])]
        ],
        elsewhere=[q for q in page.questions if not keeps_versions(q)],
    )


@blueprint.get("/proposals/<ref>/sections/<slug>/earlier/<code>")
@requires(Permission.PROPOSAL_READ)
def earlier_of(ref: str, slug: str, code: str) -> str:
    """Every version of one answer, and two of them word by word."""
    found = find(current_actor(), ref)
    queries.check_of_team(found)
    page = _section(found, slug)
    question = _question(page, code)
    before = request.args.get("before", type=int)
    rows = queries.versions_of(found, question, before)
    known = _names([rows])
    is_all = "all" in request.args
    n = request.args.get("n", type=int)
    other = request.args.get("with", type=int)
    return render_template(
        "proposals/earlier_of.html",
        **_frame(found, page),
        question=question,
        lines=_lines(rows, known, every=is_all),
        rows=rows,
        total=rows[0].total if rows else 0,
        is_all=is_all,
        older=rows[-1].n if len(rows) == AT_ONCE and rows[-1].n > 1 else None,
        n=n,
        other=other,
        compared=_compared(found, page, question, n, other) if n else None,
        may_restore=_may_write(found),
    )


@blueprint.route(
    "/proposals/<ref>/sections/<slug>/earlier/<code>/restore/<int:n>", methods=["GET", "POST"]
)
@requires(Permission.PROPOSAL_EDIT)
def restore(ref: str, slug: str, code: str, n: int) -> str | Response | tuple[str, int]:
    """What will change when an earlier text is brought back; then it is."""
    is_post = request.method == "POST"
    found = find(current_actor(), ref, Permission.PROPOSAL_EDIT, lock=is_post)
    queries.check_of_team(found)
    page = _section(found, slug)
    question = _question(page, code)
    form = VersionedForm()
    status = 200
    if is_post:
        try:  # by hand: two kinds of error, of which one shows the newer text
            version = -1 if form.version.data is None else form.version.data
            saved = bring_back(
                found,
                page,
                question,
                n,
                version=version,
                received_at=g.received_at,
                operation=form.operation.data,
            )
        except Overtaken as error:
            take(form, Refused(msg(OVERTAKEN)))
            form.version.raw_data = None
            status = error.status
        except Refused as error:
            status = take(form, error)
        else:
            flash(
                _("The earlier text stands again. Saved %(when)s", when=instant(saved.saved_at)),
                "ok",
            )
            return redirect(url_for("proposals.earlier_of", ref=ref, slug=slug, code=code))
    body = _confirm_page(found, page, question, n, form)
    return body if status == 200 else (body, status)


def _confirm_page(
    found: Access, page: SectionView, question: QuestionView, n: int, form: VersionedForm
) -> str:
    text = queries.version(found, question, n)
    stored, values = present(found, page)
    form.version.data = stored.version
    before = words_of(found.call, question, values.get(question.code))
    after = words_of(found.call, question, text.value)
    return render_template(
        "proposals/earlier_restore.html",
        **_frame(found, page),
        question=question,
        form=form,
        n=n,
        by=names({text.person_id}).get(text.person_id or 0, ""),
        at=instant(text.at),
        both=word_sides(before, after),
        is_same=before == after,
        may_restore=_may_write(found),
    )


def _frame(found: Access, page: SectionView) -> dict[str, Any]:
    title = chosen_text(page.title)
    return {
        "found": found,
        "proposal": found.proposal,
        "call": found.call,
        "section": page,
        "section_title": title,
        "crumbs": crumbs_of(found, title),
    }


def _section(found: Access, slug: str) -> SectionView:
    page = found.form().section(slug)
    if page is None:
        raise NotFound
    return page


def _question(page: SectionView, code: str) -> QuestionView:
    for question in page.questions:
        if question.code == code and keeps_versions(question):
            return question
    raise NotFound


def _names(runs: Iterable[Iterable[Version]]) -> dict[int, str]:
    """Those who wrote, by name, whether they are still in the team or not."""
    return names({version.person_id for run in runs for version in run})


def _lines(rows: Sequence[Version], known: dict[int, str], *, every: bool = False) -> list[Line]:
    """Versions of one question, the newest first, gathered into sittings unless every is asked."""
    runs = [[row] for row in rows] if every else gathered(rows)
    is_newest = bool(rows) and rows[0].n == rows[0].total
    present = next((row for row in rows if not row.is_aside), None) if is_newest else None
    return [
        Line(run[0], len(run), known.get(run[0].person_id or 0, ""), _note(run[0]), present in run)
        for run in runs
    ]


def _note(version: Version) -> str:
    if version.is_aside:
        return _("Typed while somebody else saved; never stood")
    if version.restored_at is not None:
        return _("The text of %(when)s brought back", when=instant(version.restored_at))
    return ""


def _compared(
    found: Access, page: SectionView, question: QuestionView, n: int, other: int | None
) -> tuple[Side, Side, Sides]:
    """The n-th version beside another one, or beside what stands now."""
    first = queries.version(found, question, n)
    second = queries.version(found, question, other) if other else None
    known = names({text.person_id for text in (first, second) if text})
    if second is None:
        stands = present(found, page)[1].get(question.code)
        words = words_of(found.call, question, stands)
        sides = _side(found, question, first, known), Side(_("What stands now"), words)
    else:
        early, late = sorted((first, second), key=lambda text: text.n)
        sides = _side(found, question, early, known), _side(found, question, late, known)
    return (*sides, word_sides(sides[0].words, sides[1].words))


def _side(found: Access, question: QuestionView, text: Text, known: dict[int, str]) -> Side:
    who = known.get(text.person_id or 0, "") or _("Somebody")
    title = _("Version %(n)s, %(who)s, %(when)s", n=text.n, who=who, when=instant(text.at))
    return Side(title, words_of(found.call, question, text.value))


def _may_write(found: Access) -> bool:
    if not found.may(Permission.PROPOSAL_EDIT):
        return False
    until: datetime | None = None
    if not accepts(found.window, None, g.received_at):
        until = content.extension_until(found.proposal.id)
    return is_editable(found.proposal.status, found.window, until, g.received_at)
