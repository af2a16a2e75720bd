"""Finding: passages, encoders, lexical and vector indexes, fusion, and the published generation."""
