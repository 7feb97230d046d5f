"""What people may type into a proposal."""
