"""The parts of an installation are killed while people work; nothing that was acknowledged may be missing or doubled.

``python -m tests.crashes --kills 100`` runs it; tests/config/test_crashes.py is its short form.
"""
