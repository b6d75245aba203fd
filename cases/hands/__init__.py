"""在谁手里: how many working days a case has been with whom."""
