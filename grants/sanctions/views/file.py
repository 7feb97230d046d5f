"""The names of one proposal: what is like a listed name, beside the entry, and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from grants.accounts.queries import names
from grants.accounts.service.session import leave_queue
from grants.core import clock
from grants.core.access import current_actor, requires
from grants.core.acts import pressed, tried
from grants.core.errors import Conflict, NotFound, Refused
from grants.core.i18n import chosen_text, gettext as _, render
from grants.core.text import blocks, clean_line
from grants.files.queries import StoredFile, files_by_owner
from grants.files.rules import MAX_BYTES, accept_attribute
from grants.files.service import receive_at
from grants.permissions import Permission
from grants.sanctions import service
from grants.sanctions.forms import JudgeForm, PressForm
from grants.sanctions.models import NameRole, NamesList, NamesVerdict, Verdict
from grants.sanctions.queries import file as queries, lists
from grants.sanctions.queries.file import Hit, NamesFile, Place
from grants.sanctions.rules.age import blocks_due_diligence, today
from grants.sanctions.rules.results import (
    KIND_WORDS,
    LONGEST_WORDS,
    RESULT_TONES,
    RESULT_WORDS,
    ROLE_WORDS,
    VERDICT_TONES,
    VERDICT_WORDS,
    Result,
)
from grants.sanctions.service import Evidence
from grants.sanctions.views import blueprint
from grants.sanctions.views.age import list_shown

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Said:
    """One verdict in words; `list_day` where it was about an older list."""

    verdict: str
    tone: str
    words: str
    by: str
    at: datetime
    file: StoredFile | None
    list_day: date | None = None


@blueprint.get("/names/<call_ref>/<ref>")
@requires(Permission.NAMES_READ)
def show(call_ref: str, ref: str) -> str:
    """Every name that is like a listed one, and which were compared."""
    place = queries.find(current_actor(), ref, call_ref=call_ref)
    return render_template("sanctions/show.html", **_told(place), crumbs=_crumbs(place))


@blueprint.post("/names/<call_ref>/<ref>/check")
@requires(Permission.NAMES_CHECK)
def check_now(call_ref: str, ref: str) -> Response:
    form = PressForm()
    queries.find(current_actor(), ref, Permission.NAMES_CHECK, call_ref=call_ref)
    pressed(
        form,
        lambda: service.check_now(current_actor(), ref, operation=form.operation.data),
        _("The names were compared with the list in force."),
    )
    return redirect(url_for("sanctions.show", call_ref=call_ref, ref=ref), 303)


@blueprint.get("/names/<call_ref>/<ref>/<hit_ref>")
@requires(Permission.NAMES_READ)
def hit(call_ref: str, ref: str, hit_ref: str) -> str:
    """One name beside the entry, what was said of it, and the form to judge."""
    place = queries.find(current_actor(), ref, call_ref=call_ref)
    return _hit_page(place, hit_ref, JudgeForm(formdata=None))


@blueprint.post("/names/<call_ref>/<ref>/<hit_ref>")
@requires(Permission.NAMES_CHECK)
def judge(call_ref: str, ref: str, hit_ref: str) -> Answer:
    """A file is looked into before anything is locked; a refusal keeps what was typed."""
    actor = current_actor()
    place = queries.find(actor, ref, Permission.NAMES_CHECK, call_ref=call_ref)
    form = JudgeForm()
    if not form.validate():
        return _hit_page(place, hit_ref, form), 422

    def act() -> None:
        service.judge(
            actor,
            ref,
            hit_ref,
            Verdict(form.verdict.data),
            form.words.data or "",
            _evidence(form),
            version=form.version.data,
            operation=form.operation.data,
        )

    error = tried(form, act, Refused, Conflict)
    if error is not None:
        place = queries.find(actor, ref, Permission.NAMES_CHECK, call_ref=call_ref)
        return _hit_page(place, hit_ref, form), error.status
    flash(_("Your verdict is kept, with the list it is about."), "ok")
    return redirect(url_for("sanctions.show", call_ref=call_ref, ref=ref), 303)


def _evidence(form: JudgeForm) -> Evidence | None:
    sent = form.evidence.data
    if not sent or not sent.filename:
        return None
    leave_queue()  # nobody else waits while a file is checked
    return Evidence(receive_at("evidence", sent.stream), clean_line(sent.filename))


def _told(place: Place) -> dict[str, Any]:
    """What both pages show. Seven queries, however many names, hits and checks."""
    file, in_force = queries.names_file(place), lists.in_force()
    result = file.result(in_force)
    people = names(
        [check.asked_by_id for check in file.checks]
        + [said.by_id for every in file.verdicts.values() for said in every]
    )
    return {
        "place": place,
        "file": file,
        "title": place.proposal.title or _("Untitled"),
        "hits": file.hits,
        "said": _said(file, people),
        "result": _(RESULT_WORDS[result]),
        "tone": RESULT_TONES[result],
        "blocks_due_diligence": _blocks(in_force, result),
        "is_current": file.is_current(in_force),
        "is_resubmitted": file.check is not None
        and file.check.snapshot_id != file.last_snapshot_id,
        "people": people,
        "listed": list_shown(in_force),
        "verdict_words": VERDICT_WORDS,
        "verdict_tones": VERDICT_TONES,
        "kind_words": KIND_WORDS,
        "roles_of": roles_of,
        "blocks": blocks,
        "may_check": current_actor().may(Permission.NAMES_CHECK),
        "check_form": PressForm(formdata=None),
    }


def roles_of(roles: Sequence[str]) -> str:
    """“Proponent, Representative”."""
    return ", ".join(_(ROLE_WORDS[NameRole(role)]) for role in roles)


def _blocks(in_force: NamesList | None, result: Result) -> str:
    dated_on = in_force.dated_on if in_force else None
    reason = blocks_due_diligence(dated_on, today(clock.now()), result)
    return render(reason) if reason else ""


def _said(file: NamesFile, people: dict[int, str]) -> dict[int, list[Said]]:
    """By hit: what was said of it, the latest first, then of the same name on older lists."""
    every = [one for verdicts in file.verdicts.values() for one in verdicts]
    evidence = files_by_owner("names_verdict", [one.id for one in every])

    def shown(one: NamesVerdict, older: Hit | None = None) -> Said:
        return Said(
            _(VERDICT_WORDS[one.verdict]),
            VERDICT_TONES[one.verdict],
            one.words,
            people.get(one.by_id, ""),
            one.at,
            next(iter(evidence.get(one.id, [])), None),
            older.list_dated_on if older else None,
        )

    return {
        hit.row.id: [shown(one) for one in reversed(file.verdicts.get(hit.row.id, []))]
        + [shown(one, older) for older, one in file.before(hit)]
        for hit in file.hits
    }


def _hit_page(place: Place, hit_ref: str, form: JudgeForm) -> str:
    told = _told(place)
    hits = [one for one in told["hits"] if one.row.ref == hit_ref]
    if not hits:
        raise NotFound
    form.version.data, form.version.raw_data = hits[0].row.version, None
    return render_template(
        "sanctions/hit.html",
        **told,
        one=hits[0],
        form=form,
        max_words=LONGEST_WORDS,
        accept=accept_attribute(),
        max_bytes=MAX_BYTES,
        crumbs=_crumbs(place, _("Judge a name")),
    )


def _crumbs(place: Place, last: str | None = None) -> list[tuple[str, str | None]]:
    here = url_for("sanctions.show", call_ref=place.call.ref, ref=place.proposal.ref)
    found: list[tuple[str, str | None]] = [
        (
            _("Names check: %(call)s", call=chosen_text(place.call.title)),
            url_for("sanctions.call_names", call_ref=place.call.ref),
        ),
        (place.proposal.title or place.proposal.ref, here if last else None),
    ]
    return [*found, (last, None)] if last else found
