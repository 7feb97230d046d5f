"""`python -m grants.files.inspect.bare_pdf FROM TO`: a PDF without what tells who made it.

Title, author, programs and dates go, in the file's own table and in every XMP packet; so do
earlier states of the file, names of layers' makers and attached notes' authors. The pages stay.
"""

import resource
import sys
from pathlib import Path
from typing import Any

from grants.files.inspect.process import CPU_SECONDS, MEMORY

_OF_MAKERS = ("/T", "/M", "/CreationDate")  # of an annotation: its author, and when


def main(source: Path, target: Path) -> None:
    import pikepdf

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with pikepdf.open(source) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for thing in pdf.objects:
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                _bare(thing)
        pdf.remove_unreferenced_resources()
        pdf.save(target, deterministic_id=True)


def _bare(thing: Any) -> None:
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        if key in thing:
            del thing[key]
    if str(thing.get("/Type", "")) == "/Annot" or ("/Subtype" in thing and "/Rect" in thing):
        for key in _OF_MAKERS:
            if key in thing:
                del thing[key]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
