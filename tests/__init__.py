"""The tests; how to write one is in CONTRIBUTING.md."""
