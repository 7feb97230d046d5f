"""An archive that is sent while it is made."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import given, strategies as st

from grants.core.zipping import CHUNK, Entry, archive

AT = datetime(2026, 11, 23, 12, 30, 8, tzinfo=UTC)


def opened(*entries: Entry) -> zipfile.ZipFile:
    book = zipfile.ZipFile(io.BytesIO(b"".join(archive(entries))))
    assert book.testzip() is None
    return book


@given(
    st.lists(st.tuples(st.text("aéb", min_size=1, max_size=3), st.binary(max_size=99)), max_size=6)
)
def test_what_goes_in_comes_out_under_names_of_its_own(files: list[tuple[str, bytes]]) -> None:
    book = opened(*(Entry(f"{name}.txt", AT, content) for name, content in files))
    assert [book.read(name) for name in book.namelist()] == [content for _, content in files]
    folded = [name.casefold() for name in book.namelist()]
    assert len(set(folded)) == len(folded)


def test_names_that_differ_in_case_alone_are_told_apart() -> None:
    names = opened(Entry("a.pdf", AT, b"1"), Entry("A.pdf", AT, b"2"), Entry("a.pdf", AT, b"3"))
    assert names.namelist() == ["a.pdf", "A (2).pdf", "a (3).pdf"]


def test_a_day_before_the_format_knows_days_is_its_first() -> None:
    book = opened(Entry("old", datetime(1971, 2, 3, tzinfo=UTC), b""), Entry("new", AT, b""))
    assert [info.date_time for info in book.infolist()] == [
        (1980, 1, 1, 0, 0, 0),
        (2026, 11, 23, 12, 30, 8),
    ]


def test_nothing_is_opened_before_its_turn_nor_held_as_a_whole() -> None:
    opened_now: list[str] = []

    class Source(io.BytesIO):
        def __init__(self, name: str):
            super().__init__(bytes(5 * CHUNK))
            opened_now.append(name)

        def close(self) -> None:
            opened_now.remove(self.name)
            super().close()

    def entries() -> Iterator[Entry]:
        for name in ("one", "two"):

            def source(name: str = name) -> Source:
                found = Source(name)
                found.name = name  # type: ignore[attr-defined]
                return found

            yield Entry(name, AT, source, folded=False)

    sizes, open_at_once = [], []
    for chunk in archive(entries()):
        sizes.append(len(chunk))
        open_at_once.append(len(opened_now))
    assert max(open_at_once) == 1
    assert max(sizes) < 2 * CHUNK
    assert sum(sizes) > 10 * CHUNK
