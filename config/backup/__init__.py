"""Backup and restore: one encrypted archive that holds every row and every file of one moment (decision 0019).

tables.py turns rows into lines and back, archive.py lays members into the file and checks them, keys.py locks and
unlocks it, about.py says what it was made of; making.py, checking.py and restoring.py do the work.
"""


class BackupError(Exception):
    """What keeps a backup from being made, checked or restored; the text is for the administrator."""
