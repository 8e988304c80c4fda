"""Finding a title among a million: `words` says what a title is found by, `finding` in which order, and `sqlite` and `postgres`
keep the index. An index knows numbers; what they stand for is its owner's. The lower a number, the earlier it comes."""
