"""Trials of what must not happen: builds cut off or without disk, damaged files, crowds of sessions."""
