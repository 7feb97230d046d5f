"""What happens when somebody writes, reads, or marks a message as needing no answer."""

from grants.files.service import register_reader
from grants.messages.queries import may_read_attachment
from grants.messages.service.read import note_read
from grants.messages.service.send import Upload, send
from grants.messages.service.settle import settle

__all__ = ["Upload", "note_read", "send", "settle"]

register_reader("message", may_read_attachment)
