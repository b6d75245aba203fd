"""基准: figures about speed, taken in a database made for them, and checked at their end."""
