"""提请: what goes up to tier 4, who decides there, and what must hold of it."""
