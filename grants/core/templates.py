"""How templates call what they use: macros straight, everything else as Jinja does."""

from typing import Any

from jinja2.runtime import Context, Macro


class DirectContext(Context):
    """Pages are made of hundreds of macro calls.

    Jinja looks at each callable four times to learn what it wants passed; of a macro it is known.
    """

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return called(self.eval_ctx, *args, **kwargs)
        return super().call(called, *args, **kwargs)
