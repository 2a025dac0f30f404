"""Spreadsheets on their way into the books: what a kind of data asks of a row, and what is made of it.

``kinds.KINDS`` holds the kinds, each registered by the app whose rows it writes. ``checking`` looks at lines
and writes nothing; ``booking`` writes a batch and takes it back; the actions call both.
"""
