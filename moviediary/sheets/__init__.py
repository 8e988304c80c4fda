"""Files of tables, whoever wrote them: archives, spreadsheets, JSON and text with separators, opened with limits."""
