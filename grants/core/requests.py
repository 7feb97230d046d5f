"""What a request carries: of a file larger than any we take, only the beginning is kept.

So a form with answers and a file that is too large is read to its end: the answers are kept, and
the file is refused at its own place, instead of the whole request.
"""

from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Request as FlaskRequest

_IN_MEMORY = 500 * 1024


class _Beginning(SpooledTemporaryFile[bytes]):
    """Takes everything, keeps `most` bytes and one more, by which the excess is seen."""

    def __init__(self, most: int):
        super().__init__(max_size=_IN_MEMORY, mode="rb+")
        self.room = most + 1

    def write(self, data: Any) -> int:
        kept = data[: self.room]
        self.room -= len(kept)
        super().write(kept)
        return len(data)


class Request(FlaskRequest):
    """As Flask's; the application factory says how much of one file is kept."""

    most_of_a_file = 1024 * 1024

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.begun: list[IO[bytes]] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        begun = _Beginning(self.most_of_a_file)
        self.begun.append(begun)
        return begun

    def close(self) -> None:
        """Also what a request that was refused on the way had begun."""
        super().close()
        for begun in self.begun:
            begun.close()
