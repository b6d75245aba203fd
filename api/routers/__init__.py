"""One module for each part of the interface; each endpoint makes one call."""
