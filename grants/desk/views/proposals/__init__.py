"""The office's list of a call's proposals, what it is kept as, and what leaves the house of it."""

from grants.desk.views.proposals import (
    archive as archive,
    bulk as bulk,
    columns as columns,
    export as export,
    page as page,
    saved as saved,
    selected as selected,
)
