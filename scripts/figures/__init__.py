"""What `scripts.bench` measures: one file per part, each part gives rows."""
