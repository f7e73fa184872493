"""Uses of AI that towns share: cards, search, near-duplicates, signed feeds, checks before data are shared."""
