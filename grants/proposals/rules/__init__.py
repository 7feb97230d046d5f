"""What is allowed to a proposal, and how its numbers are computed; pure."""
