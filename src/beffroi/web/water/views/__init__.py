"""Pages of the water service, one module a noun."""
