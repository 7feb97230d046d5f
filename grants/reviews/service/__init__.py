"""What happens in reviewing when somebody presses the button."""

from grants.coordination.queries import register_wall
from grants.files.service import register_reader
from grants.reviews.queries.redaction import may_read_copy
from grants.reviews.queries.walls import may_read_files, not_in_conflict

register_wall(not_in_conflict)
register_reader("proposal", may_read_files)
register_reader("redacted_copy", may_read_copy)
