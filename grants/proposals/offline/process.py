"""`python -m grants.proposals.offline.process KIND PATH`: prints what a file holds as JSON."""

import json
import resource
import sys
from pathlib import Path

from grants.proposals.offline.book_reading import read_book
from grants.proposals.offline.frames import TooMuch
from grants.proposals.offline.word_reading import read_word

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20


def main(kind: str, path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        opened = read_word(path) if kind == "docx" else read_book(path)
    except (ValueError, TooMuch) as error:
        sys.stdout.write(json.dumps({"refused": type(error).__name__}))
        return
    sys.stdout.write(json.dumps(opened.packed()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
