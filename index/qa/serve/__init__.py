"""Serving: the same typed operations over HTTP, as linked data and as tools for language models."""
