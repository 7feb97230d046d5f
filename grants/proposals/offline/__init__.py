"""Working without a connection: a proposal's answers in a Word or Excel file, and back.

Writing and reading are pure: no session, no web. Files that came back are opened in a process of
their own, which hands over plain rows of text; what these mean is decided here afterwards.
"""
