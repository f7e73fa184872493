"""Drinking water: where the network leaks, which pipes to listen to, what the law asks for."""
