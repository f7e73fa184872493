"""A made-up territory: one lead authority, three towns, a year of their work, from our own simulators."""
