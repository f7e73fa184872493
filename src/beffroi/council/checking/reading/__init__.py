"""Reading what an act says: numbers in words, dates, people, counts, amounts, parts."""
