"""What happens to a proposal when somebody presses a button."""
