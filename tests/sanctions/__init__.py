"""The names check."""
