"""`python -m grants.files.inspect.process PATH`: prints the verdict on one file as JSON."""

import json
import resource
import sys
from pathlib import Path

from grants.core.errors import Refused
from grants.core.packing import pack
from grants.files.inspect.content import inspect_content

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 30


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer = {"kind": inspect_content(path).value}
    except Refused as error:
        answer = {"refused": pack(error.message)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
