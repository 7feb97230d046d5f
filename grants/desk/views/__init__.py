"""Pages that compose domains."""

import importlib
import importlib.util

from flask import Blueprint

blueprint = Blueprint("desk", __name__)

for _name in ("home", "texts", "design", "proposals", "trail", "system"):
    if importlib.util.find_spec(f"grants.desk.views.{_name}"):
        importlib.import_module(f"grants.desk.views.{_name}")
