"""Trust: whole generations, damage, hostile input, isolation, privacy."""
