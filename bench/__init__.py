"""`make bench`: a registry of named cases against a bare Flask page in the same run."""
