"""How pages that compose domains tell what these domains know."""
