"""排演: a year of cases under a procedure, played against a moved clock, and told in a report."""
