"""Answering a written procedure by the personal link of a mail, without signing in."""

from dataclasses import replace

from flask import render_template, url_for
from werkzeug.wrappers import Response

from grants.board import queries
from grants.board.forms import ReplyForm, reply_form
from grants.board.models import Item
from grants.board.queries.papers import award_paper
from grants.board.queries.replies import Reply, by_token
from grants.board.service import reply as service
from grants.board.views import blueprint
from grants.board.views.speaking import title_of
from grants.core.access import requires
from grants.core.acts import done
from grants.core.text import blocks
from grants.permissions import Permission

Answer = str | Response | tuple[str, int]
YES = "yes"


@blueprint.route("/board/reply/<token>", methods=["GET", "POST"])
@requires(Permission.BOARD_REPLY)
def reply(token: str) -> Answer:
    """The items; then, on a page of its own, what will be recorded; then that it was."""
    found = by_token(token)
    form = reply_form([item.n for item in found.items])()
    if found.link.used_at is not None:
        return _page("board/reply_done.html", token, found, form)
    if not form.is_submitted():
        return _page("board/reply.html", token, found, form)
    if form.is_said():
        if form.sure.data != YES:
            return _page("board/reply_confirm.html", token, found, form)
        key, said = form.operation.data, form.objections
        if done(form, lambda: service.reply(token, said, operation=key)):
            return _page("board/reply_done.html", token, by_token(token), form)
    form.sure.data = ""
    form.renew_operation()
    return _page("board/reply.html", token, found, form), 422


@blueprint.get("/board/reply/<token>/items/<int:n>")
@requires(Permission.BOARD_REPLY)
def reply_paper(token: str, n: int) -> str:
    """The paper of one item; its documents open for who signs in."""
    found = by_token(token)
    item = found.item(n)
    service.note_read(item.id, found.link.person_id)
    is_award = item.proposal_id is not None
    paper = replace(award_paper(item, found.blinders), documents=[]) if is_award else None
    rows = [] if is_award else queries.remainder_rows(item, found.blinders)
    return render_template(
        "board/reply_paper.html",
        found=found,
        item=item,
        title=title_of(item),
        paper=paper,
        rows=rows,
        text=blocks(item.paper),
        code=queries.code_of(found.meeting),
        back=url_for("board.reply", token=token),
    )


def _page(template: str, token: str, found: Reply, form: ReplyForm) -> str:
    return render_template(
        template,
        found=found,
        form=form,
        token=token,
        lines=[(item, title_of(item), _paper_url(token, item)) for item in found.items],
        code=queries.code_of(found.meeting),
        sign_in=url_for("board.meeting", ref=found.meeting.ref),
    )


def _paper_url(token: str, item: Item) -> str:
    return url_for("board.reply_paper", token=token, n=item.n)
