"""Loading checks; every loader takes the actor, or what was loaded for one."""
