"""试行复核: the review of provisional duty entries, by people and by the clock."""
