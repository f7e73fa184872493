"""The telephone that never loses a call: what it knows, how it understands, what it says, who it calls."""
