"""Security headers on every answer, errors and downloads too."""

from typing import Any

from flask import Flask, Response, current_app, request

from grants.core.access import current_actor

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def add_headers(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    for name, value in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)  # `setdefault` reads them all for each of ours
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=63072000; includeSubDomains"
        )
    if request.endpoint != "static":
        response.vary.add("Cookie")
        private = current_actor().is_signed_in or request.method != "GET"
        response.headers.setdefault("Cache-Control", "no-store" if private else "no-cache")
    return response


def for_static(response_headers: Any, _path: str, _url: str) -> None:
    """The same headers on files that WhiteNoise serves before the application sees them."""
    for name, value in HEADERS.items():
        response_headers[name] = value


def attach_headers(app: Flask) -> None:
    app.after_request(add_headers)
