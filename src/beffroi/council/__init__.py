"""The council: sessions, deliberations, votes, minutes, and what the law asks of each."""
