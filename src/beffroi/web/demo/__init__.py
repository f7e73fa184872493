"""A made-up territory: one lead authority, three towns, a year of their work, from our own simulators."""

PASSWORD = "demonstration beffroi"  # noqa: S105 - printed by the demo, for accounts of made-up people
