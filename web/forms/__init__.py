"""Forms of the pages, made from the inputs that the acts declare."""
