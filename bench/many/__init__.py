"""The world “many”: 10,000 proposals of 3,000 words in one call, 500 in an earlier one.

Made in bulk from the snapshots of the demonstration, each with texts of its own, its snapshot,
receipt, attempt, event on the trail, vector and place in the index, so that
`flask check-invariants` holds; and with what a list of proposals counts: cost lines, sponsors,
documents, tags, flags, a check, questions, objections. Of those of the call PLANTED are other
applicants' versions of texts that were there before: what look-alikes must find, listed in
planted.json. `python -m bench.many FOLDER`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

EARLIER, CALL = "CATF-MANY-1", "CATF-MANY"
SIZES = {EARLIER: 500, CALL: 10_000}
WORDS = 3_000
PLANTED = 300


def planted(folder: Path) -> Iterator[tuple[int, int]]:
    """The planted pairs of a built world."""
    for later, earlier in json.loads((folder / "planted.json").read_text()):
        yield max(later, earlier), min(later, earlier)
