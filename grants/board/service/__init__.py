"""How the board decides, step by step; each public act is one use case with one commit."""

from grants.board.queries.reading import may_read_documents
from grants.files.service import register_reader

register_reader("proposal", may_read_documents)
