"""Pages of the canteens, one module a noun."""
