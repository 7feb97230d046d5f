"""Full text in four languages: what is indexed, what a person may type, what is shown of it."""
