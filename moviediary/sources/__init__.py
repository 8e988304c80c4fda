"""The systems whose exports can be read, each in a module of its own: a file becomes lines of `sources.lines`."""
