"""What members of the partnership say about overlap with their own work: advice."""
