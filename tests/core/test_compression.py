"""Pages travel compressed, and say the same."""

import gzip

import pytest
from flask import Flask


@pytest.mark.parametrize("path", ["/about", "/no-such-page"])
def test_a_page_travels_compressed_and_says_the_same(app: Flask, path: str) -> None:
    client = app.test_client()
    plain = client.get(path)
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.data) < len(plain.data) / 2
    assert gzip.decompress(small.data)[:200] == plain.data[:200]
    assert int(small.headers["Content-Length"]) == len(small.data)


def test_what_fits_one_packet_is_left_alone(app: Flask) -> None:
    answer = app.test_client().get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
