"""Who may do what, readable aloud: relations, permissions with a plain sentence, and the map.

A relation is what a person is to the fund (officer, board member) or to one object (lead of this
proposal, evaluator assigned to it). Each domain computes its own object relations in its rules and
asks `allows`. Anything not named here is refused.
"""

from collections.abc import Iterable
from enum import StrEnum


class Relation(StrEnum):
    """What somebody is."""

    VISITOR = "visitor"
    PERSON = "person"
    # to a proposal
    PROPOSAL_LEAD = "proposal_lead"
    PROPOSAL_EDITOR = "proposal_editor"
    PROPOSAL_VIEWER = "proposal_viewer"
    SPONSOR = "sponsor"
    ASSIGNED = "assigned"
    # to the fund
    OFFICER = "officer"
    LEAD = "lead"
    EVALUATOR = "evaluator"
    BOARD_MEMBER = "board_member"
    BOARD_CHAIR = "board_chair"
    BOARD_SECRETARY = "board_secretary"
    MEMBER_REVIEWER = "member_reviewer"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


OBJECT_RELATIONS = frozenset(
    {
        Relation.PROPOSAL_LEAD,
        Relation.PROPOSAL_EDITOR,
        Relation.PROPOSAL_VIEWER,
        Relation.SPONSOR,
        Relation.ASSIGNED,
    }
)


class Permission(StrEnum):
    """One thing that can be done; the sentence is in SENTENCES, the holders in HOLDERS."""

    # everybody
    PUBLIC_READ = "public:read"
    ACCOUNT_ENTER = "account:enter"
    ACCOUNT_OWN = "account:own"
    HOME = "home"
    DEMO_USE = "demo:use"
    # house
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_MANAGE = "organisation:manage"
    MAIL_READ = "mail:read"
    MAIL_MANAGE = "mail:manage"
    TRAIL_READ = "trail:read"
    SYSTEM_READ = "system:read"
    # files
    FILE_READ = "file:read"
    FILE_SEND = "file:send"
    # funds
    FUNDS_READ = "funds:read"
    # calls
    CALL_READ_OFFICE = "call:read-office"
    CALL_MANAGE = "call:manage"
    CALL_ASK = "call:ask"
    CALL_ANSWER = "call:answer"
    # proposals
    PROPOSAL_START = "proposal:start"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_SUBMIT = "proposal:submit"
    PROPOSAL_TEAM = "proposal:team"
    PROPOSAL_LIST = "proposal:list"
    PROPOSAL_EXTEND = "proposal:extend"
    PROPOSAL_JOIN = "proposal:join"
    ENDORSE = "proposal:endorse"
    ENDORSEMENTS_OWN = "proposal:endorsements-own"
    RECEIPT_CHECK = "receipt:check"
    # messages
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    MESSAGES_SETTLE = "messages:settle"
    # notes
    NOTES_READ = "notes:read"
    NOTES_WRITE = "notes:write"
    TAGS_KEEP = "tags:keep"
    # names
    NAMES_READ = "names:read"
    NAMES_CHECK = "names:check"
    NAMES_LIST = "names:list"
    # screening
    SCREENING_READ = "screening:read"
    SCREENING_WORK = "screening:work"
    TIE_LIFT = "tie:lift"
    LOOK_ALIKES_SEARCH = "look-alikes:search"
    # overlap with the work of members
    OVERLAP_COMMENT = "overlap:comment"
    OVERLAP_READ = "overlap:read"
    OVERLAP_OPEN = "overlap:open"
    RESCREEN_DRAW = "screening:draw"
    CLARIFICATION_ANSWER = "clarification:answer"
    APPEAL_MAKE = "appeal:make"
    APPEAL_DECIDE = "appeal:decide"
    # reviews
    REVIEWS_OWN = "reviews:own"
    REVIEW_WRITE = "review:write"
    REVIEWS_MANAGE = "reviews:manage"
    REVIEWS_READ = "reviews:read"
    RANKING_READ = "ranking:read"
    RANKING_FREEZE = "ranking:freeze"
    # board
    BOARD_READ = "board:read"
    BOARD_TAKE_PART = "board:take-part"
    BOARD_REPLY = "board:reply"
    BOARD_PREPARE = "board:prepare"
    BOARD_PROPOSE = "board:propose"
    BOARD_CONFIRM = "board:confirm"
    SEATS_READ = "seats:read"
    SEATS_KEEP = "seats:keep"
    RELEASE_PREPARE = "release:prepare"
    RELEASE_CONFIRM = "release:confirm"


P, R = Permission, Relation

SENTENCES: dict[Permission, str] = {
    P.PUBLIC_READ: "Read the public pages: calls, questions, awards",
    P.ACCOUNT_ENTER: "Register, confirm an e-mail address, sign in, ask for a new password",
    P.ACCOUNT_OWN: "See and change one's own details, sessions and language",
    P.HOME: "See a home page made of what one is",
    P.DEMO_USE: "Change person and move the clock in the demonstration",
    P.PEOPLE_READ: "See people and the roles they hold",
    P.PEOPLE_MANAGE: "Invite people, give and end roles, disable accounts",
    P.ORGANISATION_READ: "See organisations and the register of members",
    P.ORGANISATION_MANAGE: "Add, correct and merge organisations",
    P.MAIL_READ: "See which mails were sent, and which failed",
    P.MAIL_MANAGE: "Send a failed mail again",
    P.TRAIL_READ: "Read the record of what happened",
    P.SYSTEM_READ: "See whether the system is well",
    P.FILE_READ: "Download a document of something one may read",
    P.FILE_SEND: "Send a file in pieces to something one may change",
    P.FUNDS_READ: "Read and export the statements of the business lines",
    P.CALL_READ_OFFICE: "Read every call with its defaults marked, drafts included",
    P.CALL_MANAGE: "Create, change, publish and extend calls",
    P.CALL_ASK: "Ask the Secretariat about an open call",
    P.CALL_ANSWER: "See who asked about a call, answer everybody, put together, decline",
    P.PROPOSAL_START: "Start a proposal in an open call",
    P.PROPOSAL_READ: "Read a proposal",
    P.PROPOSAL_EDIT: "Answer questions, fill the budget, upload documents, ask sponsors",
    P.PROPOSAL_SUBMIT: "Submit and withdraw a proposal",
    P.PROPOSAL_TEAM: "Invite, change and remove members of a proposal's team",
    P.PROPOSAL_LIST: "List and search the proposals of a call",
    P.PROPOSAL_EXTEND: "Give some applicants more time, with a reason on record",
    P.PROPOSAL_JOIN: "Read an invitation to a proposal's team by its link and accept it",
    P.ENDORSE: "Read a proposal by a personal link and endorse or decline it",
    P.ENDORSEMENTS_OWN: "See which endorsements one was asked for",
    P.RECEIPT_CHECK: "Check that a receipt is genuine",
    P.MESSAGES_READ: "Read the messages about a proposal",
    P.MESSAGES_WRITE: "Write a message about a proposal to its team or to the Secretariat",
    P.MESSAGES_SETTLE: "Mark a message of a team as needing no answer",
    P.NOTES_READ: "Read the tags, shared notes and flags beside a proposal, and its activity",
    P.NOTES_WRITE: "Tag a proposal, write notes beside it, raise and resolve flags",
    P.TAGS_KEEP: "Rename, merge and retire tags",
    P.NAMES_READ: "Read what the names check of a proposal says",
    P.NAMES_CHECK: "Check the names of proposals and judge what is like a listed one",
    P.NAMES_LIST: "Upload a list of sanctioned names and put it in force",
    P.SCREENING_READ: "Read the eligibility check of a proposal",
    P.SCREENING_WORK: "Check eligibility, ask for clarification, confirm an outcome",
    P.TIE_LIFT: "Lift a tie that keeps somebody of the Secretariat from a proposal",
    P.LOOK_ALIKES_SEARCH: "Have the texts of a whole call, or of all calls, compared again",
    P.OVERLAP_COMMENT: "Say where an eligible concept note meets the work of one's organisation",
    P.OVERLAP_READ: "Read what members say about overlap with their own work",
    P.OVERLAP_OPEN: "Open and extend the time in which members comment on overlap",
    P.RESCREEN_DRAW: "Draw the sample of checked proposals that are checked again, blind",
    P.CLARIFICATION_ANSWER: "Answer a question from the Secretariat",
    P.APPEAL_MAKE: "Object to an ineligible outcome",
    P.APPEAL_DECIDE: "Decide an appeal one took no part in",
    P.REVIEWS_OWN: "See one's own reviews and declare conflicts",
    P.REVIEW_WRITE: "Read an assigned proposal and score it",
    P.REVIEWS_MANAGE: "Invite evaluators, record conflicts, assign reviews",
    P.REVIEWS_READ: "Read submitted reviews",
    P.RANKING_READ: "See the ranking of a call",
    P.RANKING_FREEZE: "Freeze the ranking and recommend a slate",
    P.BOARD_READ: "Read meetings, procedures and decisions",
    P.BOARD_TAKE_PART: "Object, vote and declare interests as a board member",
    P.BOARD_REPLY: "Answer a written procedure by a personal link from a mail",
    P.BOARD_PREPARE: "Prepare, open and close meetings and procedures",
    P.BOARD_PROPOSE: "Put a slate before the board",
    P.BOARD_CONFIRM: "Confirm the decisions of a closed procedure",
    P.SEATS_READ: "See who sits on the board, for whom and since when",
    P.SEATS_KEEP: "Add seats of the board, put people in, empty places",
    P.RELEASE_PREPARE: "Prepare the letters that tell applicants their result",
    P.RELEASE_CONFIRM: "Release results prepared by somebody else",
}

_TEAM = frozenset({R.PROPOSAL_LEAD, R.PROPOSAL_EDITOR, R.PROPOSAL_VIEWER})
_SECRETARIAT = frozenset({R.OFFICER, R.LEAD})
_BOARD = frozenset({R.BOARD_MEMBER, R.BOARD_CHAIR, R.BOARD_SECRETARY})
_EVERYBODY = frozenset({R.VISITOR, R.PERSON, R.SYSTEM})

HOLDERS: dict[Permission, frozenset[Relation]] = {
    P.PUBLIC_READ: _EVERYBODY,
    P.ACCOUNT_ENTER: _EVERYBODY,
    P.ACCOUNT_OWN: frozenset({R.PERSON}),
    P.HOME: _EVERYBODY,
    P.DEMO_USE: _EVERYBODY,
    P.PEOPLE_READ: frozenset({R.ADMINISTRATOR, R.AUDITOR}),
    P.PEOPLE_MANAGE: frozenset({R.ADMINISTRATOR}),
    P.ORGANISATION_READ: _SECRETARIAT | {R.ADMINISTRATOR, R.AUDITOR},
    P.ORGANISATION_MANAGE: frozenset({R.ADMINISTRATOR}),
    P.MAIL_READ: frozenset({R.ADMINISTRATOR, R.AUDITOR}),
    P.MAIL_MANAGE: frozenset({R.ADMINISTRATOR}),
    P.TRAIL_READ: frozenset({R.AUDITOR}),
    P.SYSTEM_READ: frozenset({R.ADMINISTRATOR}),
    P.FILE_READ: frozenset({R.PERSON}),
    P.FILE_SEND: frozenset({R.PERSON}),
    P.FUNDS_READ: _BOARD | {R.LEAD, R.FINANCE, R.AUDITOR},
    P.CALL_READ_OFFICE: _SECRETARIAT | {R.AUDITOR},
    P.CALL_MANAGE: frozenset({R.LEAD}),
    P.CALL_ASK: frozenset({R.PERSON}),
    P.CALL_ANSWER: _SECRETARIAT,
    P.PROPOSAL_START: frozenset({R.PERSON}),
    P.PROPOSAL_READ: _TEAM | _SECRETARIAT | {R.AUDITOR},
    P.PROPOSAL_EDIT: frozenset({R.PROPOSAL_LEAD, R.PROPOSAL_EDITOR}),
    P.PROPOSAL_SUBMIT: frozenset({R.PROPOSAL_LEAD}),
    P.PROPOSAL_TEAM: frozenset({R.PROPOSAL_LEAD}),
    P.PROPOSAL_LIST: _SECRETARIAT | {R.AUDITOR},
    P.PROPOSAL_EXTEND: frozenset({R.LEAD}),
    P.PROPOSAL_JOIN: _EVERYBODY,
    P.ENDORSE: _EVERYBODY,
    P.ENDORSEMENTS_OWN: frozenset({R.PERSON}),
    P.RECEIPT_CHECK: _EVERYBODY,
    P.MESSAGES_READ: _TEAM | _SECRETARIAT | {R.AUDITOR},
    P.MESSAGES_WRITE: _SECRETARIAT | {R.PROPOSAL_LEAD, R.PROPOSAL_EDITOR},
    P.MESSAGES_SETTLE: _SECRETARIAT,
    P.NOTES_READ: _SECRETARIAT | {R.AUDITOR},
    P.NOTES_WRITE: _SECRETARIAT,
    P.TAGS_KEEP: frozenset({R.LEAD}),
    P.NAMES_READ: _SECRETARIAT | {R.AUDITOR},
    P.NAMES_CHECK: _SECRETARIAT,
    P.NAMES_LIST: frozenset({R.LEAD, R.ADMINISTRATOR}),
    P.SCREENING_READ: _SECRETARIAT | {R.AUDITOR},
    P.SCREENING_WORK: _SECRETARIAT,
    P.TIE_LIFT: frozenset({R.LEAD}),
    P.LOOK_ALIKES_SEARCH: frozenset({R.LEAD}),
    P.OVERLAP_COMMENT: frozenset({R.MEMBER_REVIEWER, R.BOARD_MEMBER, R.BOARD_CHAIR}),
    P.OVERLAP_READ: _SECRETARIAT | _BOARD | {R.MEMBER_REVIEWER, R.AUDITOR, R.ASSIGNED},
    P.OVERLAP_OPEN: frozenset({R.LEAD}),
    P.RESCREEN_DRAW: frozenset({R.LEAD}),
    P.CLARIFICATION_ANSWER: frozenset({R.PROPOSAL_LEAD, R.PROPOSAL_EDITOR}),
    P.APPEAL_MAKE: frozenset({R.PROPOSAL_LEAD}),
    P.APPEAL_DECIDE: frozenset({R.LEAD}),
    P.REVIEWS_OWN: frozenset({R.EVALUATOR}),
    P.REVIEW_WRITE: frozenset({R.ASSIGNED}),
    P.REVIEWS_MANAGE: frozenset({R.LEAD}),
    P.REVIEWS_READ: frozenset({R.LEAD, R.AUDITOR}),
    P.RANKING_READ: frozenset({R.LEAD, R.AUDITOR}),
    P.RANKING_FREEZE: frozenset({R.LEAD}),
    P.BOARD_READ: _BOARD | {R.LEAD, R.AUDITOR},
    P.BOARD_TAKE_PART: frozenset({R.BOARD_MEMBER, R.BOARD_CHAIR}),
    P.BOARD_REPLY: _EVERYBODY,
    P.BOARD_PREPARE: frozenset({R.BOARD_SECRETARY}),
    P.BOARD_PROPOSE: frozenset({R.LEAD}),
    P.BOARD_CONFIRM: frozenset({R.BOARD_CHAIR}),
    P.SEATS_READ: _BOARD | {R.ADMINISTRATOR, R.AUDITOR},
    P.SEATS_KEEP: frozenset({R.BOARD_SECRETARY, R.ADMINISTRATOR}),
    P.RELEASE_PREPARE: frozenset({R.LEAD}),
    P.RELEASE_CONFIRM: frozenset({R.LEAD}),
}


def allows(permission: Permission, relations: Iterable[Relation]) -> bool:
    """Does any of the relations hold the permission?"""
    return not HOLDERS[permission].isdisjoint(relations)


def may_reach(permission: Permission, relations: Iterable[Relation]) -> bool:
    """May a page that names this permission be asked for at all?

    A permission held through an object is decided when the object is loaded, so every signed-in
    person may ask; what is not theirs looks missing.
    """
    held = frozenset(relations)
    if allows(permission, held):
        return True
    return R.PERSON in held and not HOLDERS[permission].isdisjoint(OBJECT_RELATIONS)
