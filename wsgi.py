"""The WSGI application: what a server imports."""

from grants.app import create_app

app = create_app()
