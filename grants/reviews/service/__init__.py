"""What happens in reviewing when somebody presses the button."""
