"""Answering: from a question in Chinese to sentences that each cite a clause, or to an honest refusal."""
