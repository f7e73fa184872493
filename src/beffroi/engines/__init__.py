"""Capabilities that services borrow, each with interchangeable back ends."""
