"""The application factory: puts the house together; nothing imports it but wsgi and commands."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import config
from grants import commands
from grants.accounts import views as accounts_views
from grants.accounts.views.session import attach_sessions
from grants.board import views as board_views
from grants.board.service import seating, withdrawal
from grants.calls import views as calls_views
from grants.coordination import views as coordination_views
from grants.core import (
    access,
    addresses,
    clock,
    db as database,
    failures,
    headers,
    hooks,
    i18n,
    requests,
    templates,
)
from grants.core.assets import Assets, build_assets
from grants.core.compression import attach_compression
from grants.demo.views import attach_demo
from grants.desk import views as desk_views
from grants.desk.frame import frame
from grants.desk.service import trail
from grants.files import views as files_views
from grants.files.rules import MAX_IMAGE_BYTES
from grants.funds import views as funds_views
from grants.mail import views as mail_views
from grants.messages import views as messages_views
from grants.notes import views as notes_views
from grants.places import views as places_views
from grants.proposals import views as proposals_views
from grants.proposals.service import search_index, tellings, trying
from grants.reviews import views as reviews_views
from grants.sanctions import service as sanctions_service, views as sanctions_views
from grants.screening import views as screening_views
from grants.screening.queries import clocks
from grants.screening.service import on_submitted, ties

BLUEPRINTS = (
    accounts_views.blueprint,
    mail_views.blueprint,
    places_views.blueprint,
    files_views.blueprint,
    funds_views.blueprint,
    calls_views.blueprint,
    proposals_views.blueprint,
    messages_views.blueprint,
    notes_views.blueprint,
    coordination_views.blueprint,
    sanctions_views.blueprint,
    screening_views.blueprint,
    reviews_views.blueprint,
    board_views.blueprint,
    desk_views.blueprint,
)

migrate = Migrate()
csrf = CSRFProtect()
babel = Babel()


class House(Flask):
    """No view of the house is a coroutine, so none is asked whether it is one."""

    request_class = requests.Request

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; `settings` override the environment (tests)."""
    app = House(
        "grants", root_path=str(config.ROOT), static_folder=None, template_folder="templates"
    )
    app.config.update(config.from_environment())
    app.config.update(settings or {})
    app.request_class.most_of_a_file = MAX_IMAGE_BYTES
    app.config["INSTANCE_DIR"].mkdir(parents=True, exist_ok=True)
    _attach_database(app)
    _attach_templates(app)
    _attach_gate(app)
    _attach_domains(app)
    _attach_hooks()
    _attach_commands(app)
    if app.config["DEMO"]:
        attach_demo(app)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def _attach_database(app: Flask) -> None:
    database.db.init_app(app)
    migrate.init_app(app, database.db, directory=str(config.ROOT / "migrations"))
    with app.app_context():
        database.prepare_engine(database.db.engine)


def _attach_templates(app: Flask) -> None:
    babel.init_app(app, locale_selector=i18n.choose_language)
    app.jinja_env.undefined = StrictUndefined
    templates.attach(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(i18n.FILTERS)
    i18n.attach_catalogue(app)
    app.context_processor(frame)
    build_assets(config.ROOT / "static", app.config["STATIC_DIR"])  # does nothing when built
    app.jinja_env.globals.update(
        url_for=addresses.address,
        asset=Assets(app.config["STATIC_DIR"]).url,
        contact=app.config["CONTACT_EMAIL"],  # macros imported without context need it too
    )
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(app.config["STATIC_DIR"]),
        prefix="static",
        immutable_file_test=lambda _path, _url: True,  # every name carries its content's hash
        allow_all_origins=False,
        add_headers_function=headers.for_static,
    )


def _attach_gate(app: Flask) -> None:
    """The order matters: how to read, who asks, may they, is the form ours."""

    @app.before_request
    def read_or_write() -> None:
        g.received_at = clock.now()
        database.set_may_write(request.method not in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def reset(_error: BaseException | None) -> None:
        database.set_may_write(True)

    attach_sessions(app)
    app.before_request(access.guard)
    csrf.init_app(app)
    attach_compression(app)
    headers.attach_headers(app)
    failures.attach_failures(app)


def _attach_domains(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def _attach_hooks() -> None:
    """What travels upward, in the transaction that raises it."""
    hooks.proposal_submitted.connect(on_submitted)
    hooks.proposal_submitted.connect(ties.on_submitted)
    hooks.proposal_submitted.connect(sanctions_service.on_submitted)
    tellings.attach()
    search_index.attach()
    clocks.attach()
    trying.attach()
    withdrawal.attach()
    seating.attach()
    trail.attach()


def _attach_commands(app: Flask) -> None:
    for found in pkgutil.iter_modules(commands.__path__):
        module = importlib.import_module(f"grants.commands.{found.name}")
        app.cli.add_command(module.command)
