"""Looking into an upload before it is kept; the heavy libraries stay in a process of their own."""

from grants.files.inspect.apart import bare_pdf_apart, inspect_apart
from grants.files.inspect.content import inspect_content

__all__ = ["bare_pdf_apart", "inspect_apart", "inspect_content"]
