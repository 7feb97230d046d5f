"""Everybody of the demonstration opens every page: no fault, no write, nothing of others."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from grants.accounts.models import Person
from grants.accounts.service.session import start_session
from grants.core.access import required_permission
from grants.core.db import db
from grants.core.headers import HEADERS
from grants.demo.cast import CAST, CITIES, EVALUATORS
from grants.permissions import HOLDERS, Permission, Relation
from grants.proposals.models import Collaborator, Endorsement, Proposal, ProposalStatus
from grants.screening.service.look_alikes import find_lookalikes
from tests.browsing import check_page
from tests.meta.crawling import Opened, Sweep
from tests.world import World

MOST_QUERIES = 12
MORE_QUERIES = {
    "desk.own_copy": 18,  # no page: an archive of everything, asked for once
    # The one screen of a check: its own nine, and what four domains beside it say, in one each.
    "screening.show": 16,
}
MOST_OF_A_KIND = 3  # pages of one kind that everybody tries to open
VISITOR = "visitor"
OUTSIDE = {VISITOR, "daniel"}  # whose account is disabled

# Kinds of pages that are not opened here, each with its reason.
NOT_OPENED = {
    "accounts.language": "choosing a language writes it down",
}
# Pages no link leads to: scripts, machines and the parts of the design ask for them.
SEEDS = ("/", "/design", "/healthz", "/places/cities.json?q=ac")
# Who looks at many pages of a kind, so that every state of the world is opened by somebody.
MANY = {
    "visitor": {"demo.one_mail": 40},
    "sofia": {"proposals.tasks": 60, "screening.show": 60, "calls.inquiry": 10},
    "hans": {"board.item": 60},  # up to the last item, the rest of the ranking
    "helena": {
        "proposals.tasks": 60,
        "screening.show": 60,
        "reviews.assign": 10,
        "calls.details": 10,  # the one being prepared is among them
        "calls.edit_question": 60,  # up to the documents, which may offer a file to fill in
    },
}
# Pages behind a personal link: whoever bears it may read, but not by an invitation to a team
# one was removed from.
BEARERS = {"proposals.join", "proposals.endorse", "board.reply", "board.reply_paper"}
REMOVED = {("kofi", "proposals.join")}
# What a page that only shows may write, in a short transaction of its own.
MAY_BE_WRITTEN = {
    "sign_in",
    "throttle",
    "endorsement",
    "presence",
    "thread_reading",
    "item_reading",
}
# Kinds of pages that no link of the world leads to, each with its reason.
NEVER_REACHED = {
    "accounts.accept_invitation": "the people of the world were entered without a mail",
    "accounts.confirm": "the people of the world were entered without a mail",
    "accounts.mail_sent": "shown after a mail was asked for",
    "accounts.reset": "nobody has asked for a new password",
    "board.add_item": "no meeting is being prepared",
    "board.attendance": "no meeting is going on",
    "board.change": "no meeting is being prepared",
    "board.confirm": "no result waits for the chair",
    "board.end_seat": "somebody sits in every seat",
    "board.letter": "no result was released: the years before come from an archive",
    "board.open": "no meeting is being prepared",
    "board.propose": "the one frozen ranking was put before the board",
    "calls.fill_texts": "the call in preparation misses no text",
    "calls.publish": "the call in preparation is not ready to be published",
    "calls.template": "no question of the world offers a file to fill in",
    "coordination.open_window": "the one checked call is open to members already",
    "files.view": "stands inside the page of a check, in a frame or as a picture",
    "desk.bundle": "nobody has asked for an archive of many proposals",
    "desk.bundle_fetch": "nobody has asked for an archive of many proposals",
    "desk.bulk_run": "nobody has acted on many proposals",
    "desk.proposals_next": "leads on to the next proposal to check, and is none itself",
    "desk.proposals_zip": "offered for proposals that were ticked",
    "desk.saved_view": "nobody of the world has saved a view",
    "desk.saved_view_delete": "nobody of the world has saved a view",
    "reviews.as_the_city": "a button of the scoring page leads there once everything is kept",
    "reviews.copies": "no call of the world hides who applies",
    "reviews.redact": "no call of the world hides who applies",
    "reviews.release_copy": "no call of the world hides who applies",
    "reviews.own_discussion": "no evaluator of a proposal in review has opened the others' reviews",
    "reviews.offline_check": "nobody has sent a file of reviews",
    "proposals.full": "no result was released, so nobody was invited to a full proposal",
    "proposals.move_on": "no call is between its results and its archive",
    "proposals.restore": "no answer of the world was saved twice",
    "proposals.submit": "no draft is whole",
    "reviews.bids": "no evaluator of the world is asked for bids",
    "reviews.own_versions": "nobody has submitted where reviewing still goes on",
    "reviews.publish": "no assignment is a draft",
    "reviews.read": "nobody has submitted where reviewing still goes on",
    "reviews.send_back": "nobody has submitted where reviewing still goes on",
    "reviews.sheet_check": "nobody has sent a spreadsheet back",
    "reviews.submit": "no review is whole",
    "screening.appeal": "of the refusals one is objected to, for the other the time is over",
    "screening.clarify": "no check is going on",
    "screening.confirm": "no finding waits for the second officer",
    "screening.draw": "the sample of the one checked call was drawn",
    "screening.find": "no check is going on",
    "screening.lift_tie": "nobody of the world has stepped aside",
}


@pytest.fixture(scope="module")
def sweep(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    world = demo_world.copy(tmp_path_factory.mktemp("sweep"))
    app = world.open(BASE_URL="http://localhost")  # letters lead here
    clients = {VISITOR: app.test_client()}
    with app.app_context():
        for character in CAST:
            person = db.session.scalars(
                sa.select(Person).where(Person.email == character.email)
            ).one_or_none()
            if person is None:
                continue
            client = clients[character.key] = app.test_client()
            token = start_session(person.id, second_factor=True, device="sweep")
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = token, True
        _find_one_look_alike()
        db.session.remove()
    everything = Sweep(app, clients)
    with everything.watching():
        _open_everything(everything)
    yield everything
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _find_one_look_alike() -> None:
    """What the worker does for every proposal, here for one of the two with the same title."""
    twice = (
        sa.select(sa.func.max(Proposal.id))
        .where(Proposal.status == ProposalStatus.WITH_BOARD)
        .group_by(Proposal.title)
        .having(sa.func.count() > 1)
    )
    find_lookalikes({"proposal_id": db.session.scalars(twice).first()})


def _open_everything(sweep: Sweep) -> None:
    for who in sweep.clients:
        most = {**dict.fromkeys(NOT_OPENED, 0), **MANY.get(who, {})}
        sweep.crawl(who, most, SEEDS)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for _, path in sweep.opened:
        kind = sweep.endpoint_of(path)
        if kind and path not in by_kind[kind]:
            by_kind[kind].append(path)
    for paths in by_kind.values():
        spread = paths[:: max(1, len(paths) // MOST_OF_A_KIND)][:MOST_OF_A_KIND]
        for path in spread:
            for who in sweep.clients:
                sweep.get(who, path)


def listed(wrong: list[Opened] | list[str]) -> str:
    """One line for each kind of page that is wrong, with how many there are of it."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for one in wrong:
        same = f"{one.endpoint} {one.status} {one.fault}" if isinstance(one, Opened) else one
        kinds[same].append(str(one))
    return "\n".join(["", *sorted(f"{lines[0]} ×{len(lines)}" for lines in kinds.values())])


def test_nothing_anybody_opens_is_a_fault(sweep: Sweep) -> None:
    allowed = {200, 301, 302, 303, 304, 403, 404}
    wrong = [
        page
        for page in sweep.opened.values()
        if page.status not in allowed and page.endpoint != "desk.healthz"  # 503: no worker here
    ]
    assert wrong == [], listed(wrong)


def test_every_link_leads_its_reader_somewhere(sweep: Sweep) -> None:
    wrong = [p for p in sweep.opened.values() if p.came_from and p.status in (403, 404)]
    wrong += [
        p
        for p in sweep.opened.values()
        if p.came_from and p.who not in OUTSIDE and "/sign-in" in p.location
    ]
    assert wrong == [], listed(wrong)


def test_opening_a_page_writes_nothing(sweep: Sweep) -> None:
    wrong = [
        f"{page}: {sorted(set(page.writes) - MAY_BE_WRITTEN)}"
        for page in sweep.opened.values()
        if set(page.writes) - MAY_BE_WRITTEN
    ]
    assert wrong == [], listed(wrong)


def test_no_page_asks_the_database_more_than_twelve_times(sweep: Sweep) -> None:
    most: dict[str, Opened] = {}
    for page in sweep.opened.values():
        if page.queries > most.get(page.endpoint, page).queries or page.endpoint not in most:
            most[page.endpoint] = page
    wrong = [
        f"{p}: {p.queries} queries"
        for p in most.values()
        if p.queries > MORE_QUERIES.get(p.endpoint, MOST_QUERIES)
    ]
    assert wrong == [], listed(wrong)


def test_every_answer_carries_the_security_headers(sweep: Sweep) -> None:
    wrong = [
        f"{page}: {name}"
        for page in sweep.opened.values()
        for name, value in HEADERS.items()
        if page.headers.get(name) != value and name != "Content-Security-Policy"
    ]
    wrong += [
        f"{page}: policy"
        for page in sweep.opened.values()
        if "object-src 'none'" not in page.headers.get("Content-Security-Policy", "")
        and "sandbox" not in page.headers.get("Content-Security-Policy", "")
    ]
    assert wrong == [], listed(wrong)


def test_whoever_is_signed_in_leaves_nothing_in_a_cache(sweep: Sweep) -> None:
    wrong = [
        page
        for page in sweep.opened.values()
        if page.who not in OUTSIDE
        and page.status == 200
        and "no-store" not in page.headers.get("Cache-Control", "")
        and required_permission(sweep.app, page.endpoint) != Permission.PUBLIC_READ
    ]
    assert wrong == [], listed(wrong)


def test_every_kind_of_page_is_strict_html_with_its_title_and_labels(sweep: Sweep) -> None:
    seen: set[tuple[str, int, bool]] = set()
    wrong = []
    for page in sweep.opened.values():
        kind = (page.endpoint, page.status, page.who in OUTSIDE)
        if "<html" in page.body and not page.location and kind not in seen:
            seen.add(kind)
            try:
                check_page(page.body, str(page))
            except AssertionError as error:
                wrong.append(str(error))
    assert wrong == [], listed(wrong)


def test_a_visitor_sees_only_what_is_public(sweep: Sweep) -> None:
    wrong = [
        page
        for page in sweep.opened.values()
        if page.who in OUTSIDE
        and page.status == 200
        and (permission := required_permission(sweep.app, page.endpoint)) is not None
        and Relation.VISITOR not in HOLDERS[permission]
    ]
    assert wrong == [], listed(wrong)


def test_every_kind_of_page_is_reached_by_links(sweep: Sweep) -> None:
    reached = {page.endpoint for page in sweep.opened.values() if page.status in (200, 503)}
    kinds = {
        rule.endpoint
        for rule in sweep.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_OPENED
    }
    assert kinds - reached == set(NEVER_REACHED), listed(
        sorted((kinds - reached) ^ set(NEVER_REACHED))
    )


# -- what nobody else may see -------------------------------------------------------------------


def test_a_draft_is_seen_by_its_team_and_the_sponsors_it_asked_and_by_nobody_else(
    sweep: Sweep,
) -> None:
    drafts = _drafts(sweep)
    assert drafts
    wrong = [
        f"{page}: {title}"
        for page in sweep.opened.values()
        for title, insiders in drafts.items()
        if title in page.body
        and page.who not in insiders
        and not page.path.startswith(("/demo/", "/design"))  # mails for all; samples
        and (page.endpoint not in BEARERS or (page.who, page.endpoint) in REMOVED)
    ]
    assert wrong == [], listed(wrong)


def _drafts(sweep: Sweep) -> dict[str, set[str]]:
    """The titles of drafts and who is in on them."""
    with sweep.app.app_context():
        rows = list(
            db.session.execute(
                sa.select(Proposal.id, Proposal.title).where(
                    Proposal.status == ProposalStatus.DRAFT, sa.func.length(Proposal.title) > 8
                )
            )
        )
        keys = {character.email: character.key for character in CAST}
        found: dict[str, set[str]] = {}
        for proposal_id, title in rows:
            team = db.session.scalars(
                sa.select(Person.email)
                .join(Collaborator, Collaborator.person_id == Person.id)
                .where(Collaborator.proposal_id == proposal_id, Collaborator.removed_at.is_(None))
            )
            asked = db.session.scalars(
                sa.select(Endorsement.email).where(Endorsement.proposal_id == proposal_id)
            )
            found.setdefault(title, set()).update(keys.get(e, e) for e in (*team, *asked))
        db.session.remove()
    return found


def test_no_city_reads_the_name_of_an_evaluator(sweep: Sweep) -> None:
    names = {c.key: c.name for c in CAST if c.group == EVALUATORS}
    cities = {c.key for c in CAST if c.group == CITIES} | {VISITOR}
    wrong = [
        f"{page}: {name}"
        for page in sweep.opened.values()
        for key, name in names.items()
        if page.who in cities
        and name in page.body
        and not page.path.startswith(("/demo/", "/sign-in"))
    ]
    assert wrong == [], listed(wrong)


def test_evaluators_do_not_read_each_others_names(sweep: Sweep) -> None:
    names = {c.key: c.name for c in CAST if c.group == EVALUATORS}
    wrong = [
        f"{page}: {name}"
        for page in sweep.opened.values()
        for key, name in names.items()
        if page.who in names and page.who != key and name in page.body
        and not page.path.startswith(("/demo/", "/sign-in"))
    ]  # fmt: skip
    assert wrong == [], listed(wrong)
