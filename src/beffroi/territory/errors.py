"""The one error that the command line, a view or a job shows to a person."""


class BadInput(Exception):
    """What was given cannot be used; the message is one French sentence that says what to do."""
