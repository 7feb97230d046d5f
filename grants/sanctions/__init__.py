"""Names of organisations and people against a list of sanctioned ones, judged by a person."""
