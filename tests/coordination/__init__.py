"""Tests of what members say about overlap."""
