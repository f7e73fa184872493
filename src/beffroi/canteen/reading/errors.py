"""Files that cannot be used at all."""

from beffroi.territory.errors import BadInput


class FolderUnusable(BadInput):
    """The folder does not exist or holds no attendance."""


class FileUnreadable(BadInput):
    """The file is not a text table: binary, compressed beyond reason, or empty."""


class ColumnMissing(BadInput):
    """A required column is absent."""


class ValuesUnreadable(BadInput):
    """Most of a required column cannot be read."""
