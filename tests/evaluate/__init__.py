"""Quality measured on recorded material: `python -m tests.evaluate [section ...]`.

Everything here reads the folder that NEWS_CORPUS names; nothing of it is kept in the project.
"""
