"""What a proposal's team and the Secretariat write to each other."""
