"""The demonstration world, built only through the services."""
