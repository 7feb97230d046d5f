"""The eligibility check: checklist, clarification, appeal, look-alikes."""
