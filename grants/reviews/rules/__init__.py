"""What is allowed in reviewing, and how its numbers are computed; pure."""
