"""The product as people see it: a real Chromium on a running world."""
