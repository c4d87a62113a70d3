"""Floor 6: starting, keeping and checking a running office — init, serve, worker, backup, restore, doctor."""
