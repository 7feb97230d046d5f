"""Pool, conflicts, assignment, scores, ranking."""
