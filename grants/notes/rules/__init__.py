"""What may be written beside a proposal, and who may act on a flag."""
