"""What happens when somebody registers, signs in, is invited, or changes their own details."""
