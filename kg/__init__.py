"""What the plan asserts, as facts with their evidence and as RDF."""
