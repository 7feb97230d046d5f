"""Every part of the design system in every state; off in production."""

from flask import current_app, render_template

from grants.core.access import requires
from grants.core.errors import NotFound
from grants.desk.design import design_context
from grants.desk.design_form import design_form
from grants.desk.views import blueprint
from grants.permissions import Permission


@blueprint.get("/design")
@requires(Permission.PUBLIC_READ)
def design() -> str:
    if current_app.config["PRODUCTION"]:
        raise NotFound
    return render_template("design/index.html", form=design_form(), **design_context())
