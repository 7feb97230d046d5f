"""Loading lists, checks and hits; every loader takes the actor, or says who asks."""
