"""How the tables came to be, step by step; run by Alembic from the installed package."""

HEAD = "0008"
"""The newest step, so that a database at it can be opened without loading Alembic."""
