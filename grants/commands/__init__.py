"""Commands of the `flask` line; nothing imports them."""
