"""The workspace: the only place that knows Django."""
