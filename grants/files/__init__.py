"""What people uploaded: content-addressed, sniffed, never trusted."""
