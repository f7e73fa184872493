"""Made-up cards with the truth beside them, from word lists of ours."""
