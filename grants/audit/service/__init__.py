"""Recording what happened, and proving that the record was not changed."""

from grants.audit.service.record import record
from grants.audit.service.verify import Problem, verify

__all__ = ["Problem", "record", "verify"]
