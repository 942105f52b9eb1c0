"""What can go wrong with what we remember.

StorageError                 one sentence for the operator, cause kept
├── DatabaseProblem          cannot be opened, locked, full, or of another installation
├── KeyProblem               the key file is missing, damaged, open to others, or of another database
└── Refused                  a request that rows already there forbid; the sentence says which
"""


class StorageError(Exception):
    """Base of all errors of this package; the text is one sentence that says what to do."""


class DatabaseProblem(StorageError):
    """The database cannot be opened or used."""


class KeyProblem(StorageError):
    """The key file and the database do not go together."""


class Refused(StorageError):
    """What was asked for contradicts what is stored."""
