"""Numbered steps from one schema to the next, run in order by `python -m moviediary migrate`."""
