"""The business lines' money: allocations, envelopes and the ledger."""
