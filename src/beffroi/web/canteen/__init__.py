"""The canteens' screens."""
