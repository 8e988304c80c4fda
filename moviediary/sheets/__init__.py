"""Files that people bring, opened within limits: archives, tables of any kind, JSON. What they mean is for `sources` to say."""
