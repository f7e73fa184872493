"""Template filters of the telephone."""
