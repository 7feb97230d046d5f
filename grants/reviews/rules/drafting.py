"""Bids made comparable, and the words of a draft's rules and reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from grants.core.errors import Refused
from grants.core.messages import N_, Message, msg
from grants.reviews.assignment import Bids, Lack, Pair, Rules
from grants.reviews.models import BidChoice, RunKind

# What a bid counts before it is bounded; nothing said is 0.
BID_VALUES = {BidChoice.WANT: 1.0, BidChoice.CAN: 0.5, BidChoice.RATHER_NOT: -1.0}
BID_WORDS: dict[BidChoice, str] = {
    BidChoice.WANT: N_("I want to read it"),
    BidChoice.CAN: N_("I can read it"),
    BidChoice.RATHER_NOT: N_("Rather not"),
}
LACK_WORDS: dict[Lack, str] = {
    Lack.READERS: N_("Too few evaluators"),
    Lack.LANGUAGE: N_("Too few read the language"),
    Lack.SENIOR: N_("Nobody senior"),
}
RUN_WORDS: dict[RunKind, str] = {
    RunKind.SUGGEST: N_("Drafts worked out"),
    RunKind.COMPARE: N_("Prices of the rules worked out"),
    RunKind.SHEET: N_("Drafts taken from a spreadsheet"),
}
WEIGHTS = ("language", "theme", "region", "text", "bids")
MOST: dict[str, int] = {
    **dict.fromkeys(WEIGHTS, 100),
    "language_readers": 5,
    "seniors": 3,
    "evenness": 100,
    "crossing": 50,
    "lift": 20,
}
# The rules whose price is worked out: those that cost fit. "cap" is each person's own.
PRICED = ("language_readers", "seniors", "evenness", "crossing", "lift", "cap")
PRICED_WORDS: dict[str, str] = {
    "language_readers": N_("Readers of the language"),
    "seniors": N_("Somebody senior for each"),
    "evenness": N_("Even loads"),
    "crossing": N_("Reading across regions"),
    "lift": N_("Lifting the worst served"),
    "cap": N_("Each evaluator's own limit: two more each"),
}
MORE_EACH = 2  # proposals, when the price of the caps is worked out


def bounded_bids(bids: Iterable[tuple[int, int, BidChoice]], most: Mapping[int, int]) -> Bids:
    """Bids (proposal id, person id, choice) as values from -1 to 1.

    Nobody's wishes add up to more than the proposals they take, and nobody's refusals either: who
    wants everything wants nothing in particular, so no one can buy a proposal by bidding on many.
    """
    listed = [(proposal, person, BID_VALUES[choice]) for proposal, person, choice in bids]
    sums: dict[tuple[int, bool], float] = {}
    for _, person, value in listed:
        sums[person, value > 0] = sums.get((person, value > 0), 0.0) + abs(value)
    return {
        (proposal, person): value * min(1.0, most.get(person, 0) / sums[person, value > 0])
        for proposal, person, value in listed
    }


def rules_of(stored: Mapping[str, Any]) -> Rules:
    """Rules from their stored form; what is unknown or missing is as usual."""
    known = {f.name for f in fields(Rules)}
    return Rules(**{k: int(v) for k, v in stored.items() if k in known})


def check_rules(rules: Rules) -> None:
    """Raises Refused with each field that is out of its range."""
    faults: dict[str, Message] = {
        name: msg("Write a whole number from 0 to %(most)s", most=MOST[name])
        for name, value in asdict(rules).items()
        if not 0 <= value <= MOST[name]
    }
    if not faults and not any(getattr(rules, name) for name in WEIGHTS):
        faults["language"] = msg("At least one of these must count for something")
    if faults:
        raise Refused(msg("The rules were not saved yet."), faults)


def why_of(pair: Pair) -> dict[str, Any]:
    """The reasons of a pair as they are kept with the assignment."""
    return {
        "language": pair.language,
        "region": pair.region,
        "theme": pair.theme,
        "text": pair.text,
        "bid": round(pair.bid, 2),
        "fit": pair.fit,
    }
