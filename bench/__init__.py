"""How fast it is: the scenarios of the product against a tuned minimum that does only the same, on this machine."""
