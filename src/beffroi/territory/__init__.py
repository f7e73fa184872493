"""Words that every service shares: codes, communes, calendar, money."""
