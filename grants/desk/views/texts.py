"""Pages of words: about the fund, accessibility, privacy, help."""

from flask import current_app, render_template

from grants.core.access import requires
from grants.desk.views import blueprint
from grants.permissions import Permission


@blueprint.get("/about")
@requires(Permission.PUBLIC_READ)
def about() -> str:
    return render_template("desk/about.html")


@blueprint.get("/accessibility")
@requires(Permission.PUBLIC_READ)
def accessibility() -> str:
    return render_template("desk/accessibility.html", contact=current_app.config["CONTACT_EMAIL"])


@blueprint.get("/privacy")
@requires(Permission.PUBLIC_READ)
def privacy() -> str:
    return render_template("desk/privacy.html", contact=current_app.config["CONTACT_EMAIL"])


@blueprint.get("/help")
@requires(Permission.PUBLIC_READ)
def help_page() -> str:
    return render_template("desk/help.html", contact=current_app.config["CONTACT_EMAIL"])
