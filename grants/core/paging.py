"""Pages of a list: which one is asked for, and the addresses of its neighbours."""

from dataclasses import dataclass

from flask import request, url_for

LAST = 100_000


@dataclass(frozen=True)
class Page:
    """What templates/macros/parts.html `pagination` draws."""

    start: int
    end: int
    total: int | None
    previous_url: str | None
    next_url: str | None


def asked_page() -> int:
    """The number in the address, from 1; anything else is the first page."""
    typed = request.args.get("page", "1")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 6:
        return 1
    return min(max(int(typed), 1), LAST)


def page_of(total: int, *, most: int) -> Page:
    """The asked page of a list of `total` rows, `most` a page; filters in the address stay."""
    number = asked_page()
    start = (number - 1) * most
    return Page(
        start=min(start + 1, total),
        end=min(start + most, total),
        total=total,
        previous_url=address(page=number - 1) if number > 1 else None,
        next_url=address(page=number + 1) if start + most < total else None,
    )


def address(**changed: object) -> str:
    """This page's address with some values of the query changed."""
    kept = {name: value for name, value in request.args.items() if value}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, **changed})
