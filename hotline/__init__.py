"""THE CITIZEN'S MATTER: work orders of 12345 and 信访 that stand behind cases."""
