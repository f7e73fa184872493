"""Forms of the water service."""
