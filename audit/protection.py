"""Tables that the application may add to and read, and nothing else."""

APPEND_ONLY_TABLES = ("audit_event", "meetings_presence")
