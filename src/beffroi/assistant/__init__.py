"""The assistant that cites: answers made of the very words of the town's documents, or none."""
