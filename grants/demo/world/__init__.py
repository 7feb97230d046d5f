"""The demonstration world, built through the services alone: building it tests the rules."""
