"""What the Secretariat writes beside a proposal: tags, notes, flags to a named person."""
