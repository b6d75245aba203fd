"""What each act does, room by room of the procedure. Each function runs inside ``acting_on`` with the case locked."""
