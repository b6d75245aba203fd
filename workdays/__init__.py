"""WHEN: pure counting rules, one data file per State Council notice, a calendar per jurisdiction."""
