"""People, organisations, members and constituencies, roles, sign-in."""
