"""The Catalytic Fund grant system, one package per domain; see README.md for the map."""
