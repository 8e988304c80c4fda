"""Copies of a whole site: every table and the pictures in one file, or from one database into another. Knows no feature."""
