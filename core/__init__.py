"""What every room may use: the clock, errors, vocabulary, ids and text. No models."""
