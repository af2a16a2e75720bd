"""Fuzzing of what reads text from outside."""
