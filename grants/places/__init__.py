"""Countries and cities: reference tables shipped with the project."""
