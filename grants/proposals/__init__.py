"""A city's proposal and its life: answers, budget, documents, endorsements, snapshots."""
