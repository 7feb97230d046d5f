"""The form of a call on paper: what is written beside each question, and the Word file."""
