"""What may be typed into the pages of accounts, and what is said when it is wrong."""
