"""Reading a town's files: tolerant of their form, honest about what was found and done."""

from beffroi.canteen.reading.folder import read_folder

__all__ = ["read_folder"]
