"""What every domain stands on; knows nothing of grants."""
