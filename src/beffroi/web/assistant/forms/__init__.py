"""Forms of the assistant, one module a noun."""
