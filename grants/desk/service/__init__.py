"""What happens across domains that may not know each other."""
