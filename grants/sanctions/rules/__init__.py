"""Rules of the names check: pure."""
