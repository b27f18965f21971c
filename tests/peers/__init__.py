"""Clients that nobody here wrote, unmodified, on the mock exchange."""
