"""Drawing the part of the checks that is done again, and how far two checks agree; pure."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grants.core.errors import Refused
from grants.core.messages import msg

SHARE_PCT = 10
FEW = 5  # fewer say nothing about how even a hand is


def sample_size(decided: int) -> int:
    """Ten per cent, rounded up: at least one where anything was decided."""
    return -(-decided * SHARE_PCT // 100)


def drawn(seed: str, refs: Collection[str], size: int) -> list[str]:
    """`size` references in the order that the seed gives them, whatever the order they came in.

    Ordered by the SHA-256 of seed and reference, so that anybody can draw again and compare.
    """
    return sorted(refs, key=lambda ref: _digest(seed, ref))[:size]


def given(
    seed: str, order: Sequence[str], may_check: Mapping[str, Collection[int]]
) -> dict[str, int | None]:
    """Who checks what again: each to whoever may and has the least so far, ties by the seed; None
    where nobody may."""
    load: dict[int, int] = {}
    found: dict[str, int | None] = {}
    for ref in order:
        people = sorted(
            may_check.get(ref, ()),
            key=lambda person: (load.get(person, 0), _digest(seed, f"{ref}:{person}")),
        )
        found[ref] = people[0] if people else None
        if people:
            load[people[0]] = load.get(people[0], 0) + 1
    return found


def _digest(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()


def check_draw(decided: int, *, is_drawn: bool) -> None:
    if is_drawn:
        raise Refused(
            msg("The sample of this call was drawn before, once and for all. Nothing was changed.")
        )
    if not decided:
        raise Refused(msg("No check of this call has ended yet, so there is nothing to draw from."))


def check_finish(open_codes: Sequence[str]) -> None:
    """A blind finding rests on every item."""
    if open_codes:
        raise Refused(
            msg(
                "Answer every item first. Still open: %(codes)s. What you answered is kept in the "
                "form; save it to come back later.",
                codes=", ".join(open_codes),
            )
        )


@dataclass(frozen=True)
class Agreement:
    """How far two people say the same; `kappa` None where chance alone explains everything."""

    n: int
    same: int
    kappa: float | None

    @property
    def share_bp(self) -> int | None:
        """In basis points."""
        return self.same * 10_000 // self.n if self.n else None

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Observed agreement, and Cohen's kappa (1960): what is beyond that of two people who give
    their answers as often as these, but at random."""
    n, same = len(pairs), sum(a == b for a, b in pairs)
    answers = {answer for pair in pairs for answer in pair}
    # In counts, so that nothing is rounded before the one division.
    by_chance = sum(
        sum(a == one for a, _ in pairs) * sum(b == one for _, b in pairs) for one in answers
    )
    left = n * n - by_chance
    return Agreement(n, same, (n * same - by_chance) / left if left else None)
