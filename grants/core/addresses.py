"""Addresses of pages in templates: those that take nothing are built once."""

from functools import lru_cache
from typing import Any

from flask import request, url_for


def address(endpoint: str, **values: Any) -> str:
    """`url_for`, remembering the addresses that depend on nothing but where the house is mounted.

    A value that is none counts as not given, as it does for `url_for`.
    """
    for value in values.values():
        if value is not None:
            return url_for(endpoint, **values)
    return _plain(endpoint, request.script_root)


@lru_cache(maxsize=512)
def _plain(endpoint: str, _mounted_at: str) -> str:
    return url_for(endpoint)
