"""Forms of the telephone, one module a noun."""
