"""Template filters of the assistant."""
