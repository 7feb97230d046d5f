"""The register of decisions."""

from flask import render_template, request, url_for

from grants.board import queries
from grants.board.rules import words
from grants.board.rules.recusal import CAUSE_WORDS
from grants.board.views import blueprint
from grants.core.access import current_actor, requires
from grants.core.i18n import gettext as _
from grants.funds.rules import ENTRY_WORDS
from grants.permissions import Permission


@blueprint.get("/decisions/")
@requires(Permission.BOARD_READ)
def decisions() -> str:
    text = request.args.get("q", "")[:100]
    page = queries.decisions(current_actor(), text, request.args.get("before", type=int))
    return render_template(
        "board/decisions.html",
        page=page,
        text=text,
        words=words,
        older_url=url_for("board.decisions", q=text or None, before=page.next_before)
        if page.next_before
        else None,
        newest_url=None if page.is_first else url_for("board.decisions", q=text or None),
        crumbs=[(_("Decisions"), None)],
    )


@blueprint.get("/decisions/<path:number>")
@requires(Permission.BOARD_READ)
def decision(number: str) -> str:
    found = queries.decision_file(current_actor(), number)
    return render_template(
        "board/decision.html",
        file=found,
        words=words,
        cause_words=CAUSE_WORDS,
        entry_words={kind: _(text) for kind, text in ENTRY_WORDS.items()},
        crumbs=[(_("Decisions"), url_for("board.decisions")), (number, None)],
    )
