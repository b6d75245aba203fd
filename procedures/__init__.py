"""WHAT THE RULE SAYS: procedure packs, their versions and their validation."""
