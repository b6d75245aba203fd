"""Who may act, and what stands against it just now. Pure on the situation but for counts of meetings and rounds."""
