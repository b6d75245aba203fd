"""Whether what is offered succeeds and what is not offered is refused: every act, tried by everybody, at every step."""
