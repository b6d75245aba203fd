"""提起: who convenes, who handles the matter meanwhile, and what is outside the scope."""
