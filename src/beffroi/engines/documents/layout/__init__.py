"""From words with a place on a page to headings, paragraphs, lists and tables in reading order."""
