"""Where else the core of the suite must pass: interpreters, their modes, event loops, oldest dependencies."""
