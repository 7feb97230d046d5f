"""Loading proposals; every loader takes the actor."""
