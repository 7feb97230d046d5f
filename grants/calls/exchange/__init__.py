"""A call as one readable YAML file: pure, no database."""

from grants.calls.exchange.nodes import Problem
from grants.calls.exchange.reading import Reading, read_call
from grants.calls.exchange.writing import write_call, written_status

__all__ = ["Problem", "Reading", "read_call", "write_call", "written_status"]
