"""How the tables compare with those that a careful reader makes of the same texts."""
