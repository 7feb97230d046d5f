"""Loading what reviewing shows; every loader takes the actor."""
