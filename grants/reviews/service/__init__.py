"""What happens in reviewing when somebody presses the button."""

from grants.files.service import register_reader
from grants.reviews.queries.walls import may_read_files

register_reader("proposal", may_read_files)
