"""The plan as text: what is said, and where."""
