"""How templates call what they use and write what they get: the same page, by shorter ways.

A page is some hundred macro calls and some hundred written values; docs/decisions/0011 has what
each way saves.
"""

from types import FunctionType
from typing import Any

from flask import Flask
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from grants.core.language import words

# What jinja2.compiler hands on about `finalize`; its class is private there.
_Finalize = Any


class DirectContext(Context):
    """Macros, words and plain functions are called straight.

    Jinja looks at each callable four times to learn what it wants passed; of these it is known.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # No template here is given globals of its own, so a file of macros read once serves all.
        self.globals_keys = set()

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        kind = type(called)
        if kind is Macro:
            # What is not given is marked so here; a macro finds that out by raising, each time.
            names = called.arguments[len(args) :]
            args = (self.eval_ctx, *args, *[kwargs.pop(name, missing) for name in names])
        elif called is words:
            args = (self.eval_ctx, *args)
        elif kind is not FunctionType or called.__dict__:  # may be marked with what it wants
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class PlainWriter(CodeGenerator):
    """Values of a page are escaped into plain strings: all that happens to them is a join."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: _Finalize) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


def written(value: Any) -> str:
    """A value as it stands in a page: escaped, unless it is safe already."""
    return value if type(value) is Markup else escape(value)


def attach(app: Flask) -> None:
    """Before the first template is compiled."""
    app.jinja_env.context_class = DirectContext
    app.jinja_env.code_generator_class = PlainWriter
    app.jinja_env.written = written  # type: ignore[attr-defined]
