"""What holds of every history: random acts of random people, and the clock, against a small model of the rules."""
