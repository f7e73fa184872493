"""How fast and how right documents are read: on documents that are made for it."""
