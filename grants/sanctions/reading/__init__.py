"""Reading an uploaded list without believing it: the consolidated list as XML, or a CSV."""

from grants.sanctions.reading.entries import Alias, Entry, NotAList, ReadList
from grants.sanctions.reading.files import read_list

__all__ = ["Alias", "Entry", "NotAList", "ReadList", "read_list"]
