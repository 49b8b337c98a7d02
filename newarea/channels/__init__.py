"""How a message leaves: each channel takes a letter and says what became of it."""
