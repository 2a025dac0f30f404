"""The kinds of data of this app, in the order in which they are offered."""

from clusters.imports import units, members, people, terms  # noqa: F401, I001  each registers itself
