"""What makes a proposal eligible, who may say so, and how long people have; pure."""
