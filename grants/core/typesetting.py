"""The process that makes one PDF: an order as JSON on standard input, the PDF on standard output.

Run by `core.pdf` by its path; imports nothing of the application.
"""

import json
import resource
import sys

import typst


def main() -> int:
    """0: PDF/UA-1; 3: a PDF without that standard; anything else: no PDF."""
    order = json.load(sys.stdin)
    limit = order["memory_mb"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    inputs = {"data": order["data"]}
    template = order["template"]
    code = 0
    try:
        pdf = typst.compile(template, sys_inputs=inputs, pdf_standards="ua-1")
    except typst.TypstError as error:
        sys.stderr.write(f"{error}\n")
        pdf = typst.compile(template, sys_inputs=inputs)
        code = 3
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
