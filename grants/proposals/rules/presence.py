"""How long somebody counts as being at a section."""

from datetime import timedelta

# Opening says that somebody means to write; it says less with every minute that nothing is saved.
AT_SECTION = timedelta(minutes=10)
# Opened again sooner than this, nothing is written down: a page that shows stays cheap.
NOTED_EVERY = timedelta(minutes=2)
