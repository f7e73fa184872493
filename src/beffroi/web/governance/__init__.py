"""What the frame reads of the workspace."""
