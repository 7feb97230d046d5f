"""Beside one's own review: one's other scores in the call, and what the city will read of it."""

from fractions import Fraction

from flask import render_template, url_for

from grants.calls.queries import CriterionView
from grants.core import i18n
from grants.core.access import current_actor, requires
from grants.core.errors import NotFound
from grants.core.i18n import gettext as _
from grants.permissions import Permission
from grants.reviews.queries.desk import Elsewhere, own_elsewhere
from grants.reviews.queries.work import held
from grants.reviews.rules.scores import MILLI, rounded
from grants.reviews.rules.told import told
from grants.reviews.service.review import given_of
from grants.reviews.views import blueprint
from grants.reviews.views.answers import own_crumbs

SHOWN = 12  # scores in a line; more say no more


@blueprint.get("/<ref>/my-scores")
@requires(Permission.REVIEW_WRITE)
def my_scores(ref: str) -> str:
    """One's own scores of every proposal of the call, side by side."""
    actor = current_actor()
    found = held(actor, ref)
    rows = own_elsewhere(actor, found.call, "")
    return render_template(
        "reviews/my_scores.html",
        found=found,
        rows=rows,
        here=ref,
        means=[_mean(rows, one) for one in found.criteria],
        back=url_for("reviews.score", ref=ref),
        crumbs=own_crumbs(_("My scores")),
    )


@blueprint.get("/<ref>/as-the-city")
@requires(Permission.REVIEW_WRITE)
def as_the_city(ref: str) -> str:
    """What is saved of a review, as its letter will tell it to the applicant."""
    found = held(current_actor(), ref)
    if found.assignment.declared_at is None:
        raise NotFound
    words = told(given_of(found))
    return render_template(
        "reviews/as_the_city.html",
        found=found,
        words=words,
        comments=[(c, words.comments[c.id]) for c in found.criteria if c.id in words.comments],
        back=url_for("reviews.score", ref=ref),
        crumbs=own_crumbs(_("What the city will read")),
    )


def given_elsewhere(rows: list[Elsewhere], criterion: CriterionView) -> str:
    """One's other points for a criterion, the highest first, in a line; "" when there are none."""
    points = sorted(row.points[criterion.id] for row in rows if criterion.id in row.points)[::-1]
    if not points:
        return ""
    line = " · ".join(map(str, points[:SHOWN])) + (" …" if len(points) > SHOWN else "")
    return _(
        "Elsewhere you gave %(points)s; the mean is %(mean)s",
        points=line,
        mean=_mean(rows, criterion),
    )


def _mean(rows: list[Elsewhere], criterion: CriterionView) -> str:
    points = [row.points[criterion.id] for row in rows if criterion.id in row.points]
    if not points:
        return "–"
    return i18n.milli(rounded(Fraction(sum(points) * MILLI, len(points))))
