"""What happened: an append-only trail whose every event carries the hash of the one before."""
