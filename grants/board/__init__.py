"""Meetings and written procedures, recusal, votes and objections, decisions, release."""
