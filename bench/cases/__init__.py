"""The cases, one module per part of the house."""
