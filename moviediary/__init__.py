"""Movie Diary: a self-hosted, multi-user film diary."""
