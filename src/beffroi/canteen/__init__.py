"""School canteens: how many meals to expect, and to order."""
