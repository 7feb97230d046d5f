"""The pages of reviewing, as evaluators and leads open them."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from grants.accounts.models import Role
from grants.core.db import db
from grants.proposals.models import ProposalStatus
from grants.reviews.models import Assignment, AssignmentStatus, Review, ReviewStatus, Seniority
from grants.reviews.service import rule
from tests import build
from tests.browsing import Browser
from tests.counting import statements
from tests.reviews import world as w

Browse = Callable[..., Browser]
FILLED = {
    "points_A": "4",
    "points_B": "5",
    "points_C": "abstain",
    "comment_B": w.LONG,
    "comment_C": "Not my field.",
    "strengths": "The team.",
    "weaknesses": "The budget.",
    "advice": "fund",
}


def test_an_evaluator_goes_from_the_desk_to_a_submitted_review(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made, declared=False)
    browser = browse(made.evaluators[0])
    desk = browser.get("/reviews/")
    assert desk.status == 200
    assert "1 review is waiting for you" in desk.text
    declare = desk.click("Go on with this one")
    assert declare.heading == "Do you have a conflict of interest?"
    assert "City of Tamale" in declare.text
    assert "secret summary" not in declare.source
    score = declare.form("conflict").submit({"conflict": "no"})
    assert score.heading == "Review: Drains for ward 000"
    assert "secret summary" in score.text
    draft = score.form("points_A").submit(FILLED, button="Save draft")
    assert "Nobody sees it until you submit" in draft.text
    assert "90.0 of 100" in draft.text
    assert db.session.scalars(sa.select(Review.status)).one() is ReviewStatus.DRAFT
    check = draft.form("points_A").submit(button="Check and submit")
    assert check.heading == "Submit your review"
    done = check.form("version").submit(button="Submit my review")
    assert done.heading == "My reviews"
    assert "Your review is submitted" in done.text
    db.session.expire_all()
    assert db.session.scalars(sa.select(Review.status)).one() is ReviewStatus.SUBMITTED


def test_what_is_missing_is_marked_and_everything_typed_is_kept(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    page = browse(made.evaluators[0]).get(f"/reviews/{ref}")
    page = page.form("points_A").submit(
        {"points_A": "1", "comment_A": "Brief.", "strengths": "Kept words."},
        button="Check and submit",
    )
    assert "Please check 5 answers" in page.text
    assert "it has 6" in page.text
    assert "Kept words." in page.source
    values = page.form("points_A").values()
    assert (values["points_A"], values["comment_A"]) == ("1", "Brief.")


def test_two_windows_meet_on_a_page_with_both_texts(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    browser = browse(made.evaluators[0])
    one, two = browser.get(f"/reviews/{ref}"), browser.get(f"/reviews/{ref}")
    one.form("points_A").submit({"strengths": "From window one"}, button="Save draft")
    clash = two.form("points_A").submit({"strengths": "From window two"}, button="Save draft")
    assert clash.status == 409
    assert "From window one" in clash.text
    assert clash.form("points_A").values()["strengths"] == "From window two"
    kept = clash.form("points_A").submit(button="Save draft")
    assert kept.status == 200
    db.session.expire_all()
    assert db.session.scalars(sa.select(Review.strengths)).one() == "From window two"


def test_autosave_answers_in_json_and_a_repeated_one_gets_the_same_version(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    browser = browse(made.evaluators[0])
    form = browser.get(f"/reviews/{ref}").form("points_A")
    data = {**form.values().to_dict(), "strengths": "Typed"}
    ask = {"X-Requested-With": "autosave"}
    first = browser.post(f"/reviews/{ref}", data, headers=ask).response
    again = browser.post(f"/reviews/{ref}", data, headers=ask).response
    assert first.status_code == again.status_code == 200
    assert first.json["version"] == again.json["version"]
    assert set(first.json) == {"saved_at_text", "version", "operation"}
    stale = browser.post(f"/reviews/{ref}", {**data, "operation": "other"}, headers=ask).response
    assert stale.status_code == 409
    assert "another window" in stale.json["message"]


def test_an_ended_session_sends_the_autosave_to_the_sign_in(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    answer = browse().post(
        f"/reviews/{ref}", {}, follow=False, headers={"X-Requested-With": "autosave"}
    )
    assert answer.status in (302, 400, 401)


def test_stepping_aside_makes_the_proposal_vanish(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    ref = made.ref_for(made.proposals[0], made.evaluators[0])
    browser = browse(made.evaluators[0])
    page = browser.get(f"/reviews/{ref}").click("I have found a conflict of interest")
    page = page.form("conflict").submit({"conflict": "yes", "reason": " "})
    assert page.status == 422
    page = page.form("conflict").submit({"conflict": "yes", "reason": "My cousin."})
    assert page.heading == "My reviews"
    for path in ("", "/declare", "/submit", "/others"):
        missing = browser.get(f"/reviews/{ref}{path}")
        assert missing.status == 404
    assert made.proposals[0].title not in browser.get("/reviews/").source


def test_others_are_read_after_ones_own_is_in_and_opening_says_what_it_means(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    proposal, (one, two, _) = made.proposals[0], made.evaluators
    w.write(made, proposal, one, [5, 5, 5], strengths="WORDS OF ONE")
    ref = made.ref_for(proposal, two)
    browser = browse(two)
    assert "WORDS OF ONE" not in browser.get(f"/reviews/{ref}/others").source
    w.write(made, proposal, two, [3, 3, 3])
    ask = browser.get(f"/reviews/{ref}/others")
    assert "WORDS OF ONE" not in ask.source
    assert "becomes final" in ask.text
    shown = ask.form("Open the other reviews").submit(button="Open the other reviews")
    assert "WORDS OF ONE" in shown.text
    assert one.name not in shown.source
    own = browser.get(f"/reviews/{ref}")
    assert "This review is final" in own.text
    assert (
        browse(one).get(f"/reviews/{made.ref_for(proposal, one)}").heading.startswith("Your review")
    )


def test_a_lead_invites_suggests_publishes_and_reminds(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=2, evaluators=3)
    new = build.person("Nora New", Role.EVALUATOR)
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}"
    pool = browser.get(f"{root}/pool")
    pool = pool.form("people").submit({"people": [new.ref]})
    assert "1 evaluator was invited" in pool.text
    page = browser.get(f"{root}/assignment")
    page = page.form(action="suggest").submit(button="Fill the open places")
    assert "6 places were filled" in page.text
    one = page.click("Choose")
    assert one.heading == "Evaluators of “Drains for ward 000”"
    page = one.form("members").submit({"members": []})
    assert "Too few" in page.text
    page = page.form(action="suggest").submit(button="Fill the open places")
    publish = page.click("Publish the drafts")
    assert "Eva 0: 2 proposals" in publish.text
    publish = publish.form("due_on").submit({"due_on": "2001-01-01"})
    assert "Choose a day that is still to come" in publish.text
    done = publish.form("due_on").submit({"due_on": "2099-01-01"})
    assert "Published: 3 evaluators were told" in done.text
    assert "0 of 6 reviews are in" in done.text
    reminded = done.form(action="remind").submit(button="Remind")
    assert "3 evaluators were reminded" in reminded.text


def test_an_invited_evaluator_answers(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=0, evaluators=0)
    eva = build.person("Eva", Role.EVALUATOR)
    browse(made.lead).get(f"/reviews/calls/{made.call.ref}/pool").form("people").submit(
        {"people": [eva.ref]}
    )
    page = browse(eva).get("/reviews/").click("Answer the invitation")
    page = page.form("answer").submit({})
    assert "Choose yes or no" in page.text
    page = page.form("answer").submit({"answer": "yes", "languages": ["en", "fr"], "most": "x"})
    assert page.status == 422
    page = page.form("answer").submit({"answer": "yes", "most": "7", "impartial": "y"})
    assert "Your answer is saved" in page.text
    assert w.member_of(made.call, eva).languages == ["en", "fr"]


def test_an_evaluator_says_what_they_know_and_is_kept_from_what_ties_them(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=1, evaluators=0)
    made.proposals[0].proponent_name = "ETHZ"
    eva = build.person("Eva", Role.EVALUATOR)
    build.affiliate(eva, build.organisation("ETH Zürich"))
    pool = f"/reviews/calls/{made.call.ref}/pool"
    browse(made.lead).get(pool).form("people").submit({"people": [eva.ref]})
    page = browse(eva).get("/reviews/").click("Answer the invitation")
    theme, other = [area["code"] for area in made.call.focus_areas][:2]
    said = {
        "answer": "yes",
        "languages": ["en"],
        "themes": [theme],
        "best": [other],
        "seniority": "senior",
        "expertise": "Ten years of bus stops.",
        "most": "7",
        "impartial": "y",
    }
    page.form("answer").submit(said)
    member = w.member_of(made.call, eva)
    assert (member.themes, member.strengths) == (sorted([theme, other]), {other: 3})
    assert (member.seniority, member.expertise) == (Seniority.SENIOR, "Ten years of bus stops.")
    assert "More than fifteen years" in browse(made.lead).get(pool).text
    conflicts = browse(made.lead).get(f"/reviews/calls/{made.call.ref}/conflicts").text
    assert "ETH Zürich ~ ETHZ" in conflicts


def test_who_declines_says_why_and_whom_to_ask_instead(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=0, evaluators=0)
    eva, ama = build.person("Eva", Role.EVALUATOR), build.person("Ama", Role.EVALUATOR)
    pool = f"/reviews/calls/{made.call.ref}/pool"
    browse(made.lead).get(pool).form("people").submit({"people": [eva.ref]})
    page = browse(eva).get("/reviews/").click("Answer the invitation")
    said = {"answer": "no", "declined_reason": "On leave", "other_name": "Ama"}
    page = page.form("answer").submit(said)
    assert page.status == 422
    assert "Give both the name and the address" in page.text
    page = page.form("answer").submit({"other_email": "no address"})
    assert page.status == 422
    page.form("answer").submit({"other_email": ama.email.upper(), "other_reason": "Knows Tamale"})
    page = browse(made.lead).get(pool)
    assert "On leave" in page.text
    assert "Knows Tamale" in page.text
    assert "Choose them below" in page.text
    page.form("people").submit({"people": [ama.ref]})
    assert "Choose them below" not in browse(made.lead).get(pool).text


def test_a_lead_keeps_conflicts(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}"
    page = browser.get(f"{root}/conflicts")
    assert "No conflict is on record" in page.text
    values = {"person": made.evaluators[0].ref, "proposal": "NOSUCH", "reason": "Knows them."}
    page = page.form("person").submit(values)
    assert "No proposal of this call has this reference" in page.text
    page = page.form("person").submit({"proposal": made.proposals[0].ref.lower()})
    assert "Binding" in page.text
    waive = page.click("Waive")
    page = waive.form("reason").submit({"reason": "Only once met."})
    assert "Waived: Only once met." in page.text
    page = page.form(action="look").submit(button="Look for ties now")
    assert "No new tie was found" in page.text


def test_a_lead_ends_an_assignment(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=1)
    w.publish(made)
    browser = browse(made.lead)
    path = f"/reviews/calls/{made.call.ref}/assignment/{made.proposals[0].ref}"
    end = browser.get(path).click("End this assignment")
    page = end.form("reason").submit({"reason": "Ill."}, button="End the assignment")
    assert "no longer reviews this proposal" in page.text
    voided = sa.select(sa.func.count(Assignment.id)).where(
        Assignment.status == AssignmentStatus.VOIDED
    )
    assert db.session.scalar(voided) == 1


def scored(**call: object) -> w.World:
    made = w.world(proposals=3, **call)  # type: ignore[arg-type]
    w.publish(made)
    for proposal, points in zip(made.proposals, ([5, 5, 5], [4, 4, 4], [2, 4, 4]), strict=True):
        for evaluator in made.evaluators[:2]:
            w.write(made, proposal, evaluator, list(points))
    rule.open_scores(build.acting(made.lead), made.call.ref)
    return made


def test_the_ranking_shows_the_line_ties_floors_and_filters(app: Flask, browse: Browse) -> None:
    made = scored(envelope_cents=20_000_000)
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}"
    page = browser.get(f"{root}/ranking")
    assert page.heading == "Ranking"
    assert "Funding line" in page.text
    assert "below in A" in page.text
    only = browser.get(f"{root}/ranking", {"standing": "fails"})
    assert "1 proposal, highest mean first" in only.text
    assert "Drains for ward 002" in only.text
    assert "Drains for ward 000" not in only.text
    nothing = browser.get(f"{root}/ranking", {"q": "no such city"})
    assert "No proposal fits these filters" in nothing.text
    detail = page.click("Drains for ward 000")
    assert detail.heading.startswith("Reviews of")
    assert "Eva 0" in detail.text


def test_a_lead_moderates_freezes_and_the_frozen_page_shows_the_hash(
    app: Flask, browse: Browse
) -> None:
    made = scored(envelope_cents=40_000_000)
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}"
    third = made.proposals[2]
    page = browser.get(f"{root}/proposals/{third.ref}")
    page = page.form("agreed_A").submit({"agreed_A": "6", "reason_A": "Agreed."})
    assert "Give points from 0 to 5" in page.text
    page = page.form("agreed_A").submit({"agreed_A": "3.5"})
    assert "saved beside the original scores" in page.text
    freeze = browser.get(f"{root}/ranking").click("Freeze and recommend")
    assert "Recommended (2)" in freeze.text
    freeze = freeze.form("note").submit(button="Add a departure")
    row = {
        "departures-0-ref": third.ref.lower(),
        "departures-0-recommendation": "not_recommended",
    }
    freeze = freeze.form("note").submit({**row, "note": "For the board."})
    assert "Give the reason: the board will read it" in freeze.text
    assert freeze.form("note").values()["note"] == "For the board."
    freeze = freeze.form("note").submit(
        {"departures-0-reason": "Withdrawn soon."}, button="Show the slate"
    )
    assert "Departs Withdrawn soon." in freeze.text
    frozen = freeze.form("note").submit(button="Freeze the ranking")
    assert frozen.heading == "Ranking 1"
    assert "Withdrawn soon." in frozen.text
    assert "does not fit the content" not in frozen.text
    db.session.expire_all()
    assert {p.status for p in made.proposals} == {ProposalStatus.RANKED}
    assert "Ranking 1" in browser.get(f"{root}/ranking").text


def test_agreed_points_changed_meanwhile_are_a_conflict_that_keeps_what_was_typed(
    app: Flask, browse: Browse
) -> None:
    made = scored()
    browser, url = browse(made.lead), f"/reviews/calls/{made.call.ref}/proposals/"
    url += made.proposals[2].ref
    mine = browser.get(url)
    theirs = browser.get(url).form("agreed_A")
    for _copy in range(2):
        page = theirs.submit({"agreed_A": "4", "reason_A": "Theirs."})
        assert "saved beside the original scores" in page.text
    clash = mine.form("agreed_A").submit({"agreed_A": "2.5", "reason_A": "Mine."})
    assert clash.status == 409
    assert "Somebody changed the agreed points" in clash.text
    assert clash.form("agreed_A").values()["reason_A"] == "Mine."
    again = clash.form("agreed_A").submit()
    assert "saved beside the original scores" in again.text
    assert browser.get(url).form("agreed_A").values()["agreed_A"] == "2.5"


def test_an_answer_to_an_invitation_from_two_windows_is_kept_once(
    app: Flask, browse: Browse
) -> None:
    made = w.world(proposals=0, evaluators=0)
    eva = build.person("Eva", Role.EVALUATOR)
    pool = browse(made.lead).get(f"/reviews/calls/{made.call.ref}/pool")
    assert "1 evaluator was invited" in pool.form("people").submit({"people": eva.ref}).text
    desk = browse(eva).get("/reviews/")
    first, second = (desk.click("Answer the invitation") for _window in range(2))
    assert "Your answer is saved" in first.form("answer").submit({"answer": "no"}).text
    clash = second.form("answer").submit({"answer": "no"})
    assert clash.status == 409
    assert "already saved, perhaps in another window" in clash.text


def test_a_departure_of_no_known_proposal_is_marked(app: Flask, browse: Browse) -> None:
    made = scored()
    browser = browse(made.lead)
    page = browser.get(f"/reviews/calls/{made.call.ref}/ranking/freeze")
    page = page.form("note").submit(button="Add a departure")
    page = page.form("note").submit({"departures-0-ref": "NOSUCH", "departures-0-amount": "x"})
    assert page.status == 422
    assert "No proposal of this ranking has this reference" in page.text
    page = page.form("note").submit(button="Remove this departure")
    assert "NOSUCH" not in page.source


def test_every_page_has_its_empty_state(app: Flask, browse: Browse) -> None:
    made = w.world(proposals=0, evaluators=0)
    eva = build.person("Eva", Role.EVALUATOR)
    assert "No review is open" in browse(eva).get("/reviews/").text
    browser, root = browse(made.lead), f"/reviews/calls/{made.call.ref}"
    for page, words in {
        "pool": "The pool is empty",
        "conflicts": "No conflict is on record",
        "assignment": "No proposal can be assigned",
        "assignment/publish": "There are no drafts to publish",
        "progress": "leave when the ranking is frozen",
        "ranking": "Nothing to rank yet",
        "ranking/freeze": "there is nothing to freeze",
    }.items():
        assert words in browser.get(f"{root}/{page}").text
    assert made.call.ref in browser.get("/reviews/calls/").text


def test_an_auditor_reads_and_changes_nothing(app: Flask, browse: Browse) -> None:
    made = scored()
    browser, root = browse(build.person("Ada", Role.AUDITOR)), f"/reviews/calls/{made.call.ref}"
    for page in ("progress", "ranking", f"proposals/{made.proposals[0].ref}"):
        found = browser.get(f"{root}/{page}")
        assert found.status == 200
        assert found.root.findall(".//main//form[@method='post']") == []
    for page in ("pool", "conflicts", "assignment", "ranking/freeze"):
        assert browser.get(f"{root}/{page}").status in (403, 404)


def test_pages_cost_the_same_at_5_and_at_50_rows(app: Flask, browse: Browse) -> None:

    found: dict[str, list[int]] = {}
    for n in (5, 50):
        made = w.world(proposals=n, evaluators=2)
        w.publish(made)
        for proposal in made.proposals[:3]:
            w.write(made, proposal, made.evaluators[0], [4, 4, 4])
        rule.open_scores(build.acting(made.lead), made.call.ref)
        lead, eva = browse(made.lead), browse(made.evaluators[0])
        root = f"/reviews/calls/{made.call.ref}"
        pages = [
            (lead, f"{root}/{p}")
            for p in ("ranking", "ranking/evidence", "assignment", "progress", "conflicts")
        ]
        pages += [(lead, f"{root}/ranking/freeze"), (lead, f"{root}/pool"), (eva, "/reviews/")]
        ref = made.ref_for(made.proposals[-1], made.evaluators[0])
        pages += [(eva, f"/reviews/{ref}")]
        for browser, path in pages:
            browser.get(path)
            with statements() as seen:
                browser.get(path)
            name = path.rpartition("/")[2] if browser is lead else path[:9] + str(len(path) > 9)
            selects = [s for s in seen if not s.startswith(("BEGIN", "PRAGMA"))]
            found.setdefault(name, []).append(len(selects))
    assert all(len(set(counts)) == 1 for counts in found.values()), found
    assert max(max(counts) for counts in found.values()) <= 12, found
