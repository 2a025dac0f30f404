"""Papers as Word files: from the same dataclass as the PDF, or from a template that an authority has made its own."""

from documents.word import book, handover, pledge, proposal  # noqa: F401  each says how its paper is told in Word
from documents.word.fields import fields_of
from documents.word.making import master_of, word_of

__all__ = ["fields_of", "master_of", "word_of"]
