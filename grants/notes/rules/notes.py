"""What a note may hold, who is spoken to in it, and who may take it back."""

import re
from collections import Counter
from collections.abc import Mapping

from grants.core.errors import Refused
from grants.core.messages import Message, msg
from grants.core.text import fold, word_count
from grants.notes.models import NoteKind

MOST_WORDS = 500
MOST_CHARACTERS = 5000  # for a text without spaces, which is one word


def check_text(words: str, *, most_words: int, most_characters: int, empty: Message) -> str:
    """The text, its ends trimmed. Raises Refused at the field `words` when it is empty or long."""
    text = words.strip()
    count = word_count(text)
    if not text:
        message = empty
    elif count > most_words:
        message = msg(
            "This is %(n)s words. Shorten it to %(most)s words or fewer", n=count, most=most_words
        )
    elif len(text) > most_characters:
        message = msg(
            "This is %(n)s characters. Shorten it to %(most)s or fewer",
            n=len(text),
            most=most_characters,
        )
    else:
        return text
    raise Refused(message, {"words": message})


def check_note(words: str, kind: NoteKind, told: int) -> str:
    """The text of a note; `told` is how many people its author chose to tell."""
    text = check_text(
        words,
        most_words=MOST_WORDS,
        most_characters=MOST_CHARACTERS,
        empty=msg("Write the note"),
    )
    if kind is NoteKind.PRIVATE and told:
        message = msg(
            "Only you read a private note, so nobody can be told of it. Share it, or choose nobody"
        )
        raise Refused(message, {"tell": message})
    return text


def spoken_to(text: str, names: Mapping[int, str]) -> set[int]:
    """Whom `@Name` in a text means: ids of people whose whole name follows an @, letter case and
    accents aside. Of two names that begin alike the longer one is meant; of two people with the
    same name neither, because nobody can know which."""
    folded = {who: " ".join(fold(name).split()) for who, name in names.items()}
    alike = Counter(folded.values())
    known = {name: who for who, name in folded.items() if alike[name] == 1 and name}
    known |= {name: 0 for name in alike if alike[name] > 1}
    if not known:
        return set()
    either = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({either})(?!\w)", " ".join(fold(text).split()))
    return {known[name] for name in found} - {0}


def check_own(by_id: int, person_id: int | None) -> None:
    """A note is taken back by its author alone."""
    if by_id != person_id:
        raise Refused(msg("Only the author can take a note back; nothing was changed."))


def check_not_withdrawn(*, is_withdrawn: bool) -> None:
    if is_withdrawn:
        raise Refused(msg("This note was withdrawn already; nothing was changed."))
