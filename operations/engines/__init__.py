"""The engines an installation brings along when none are named: PostgreSQL and a broker, driven by us."""
