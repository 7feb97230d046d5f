"""Loading tags, notes and flags; whoever is tied to a proposal finds nothing of it here either."""
