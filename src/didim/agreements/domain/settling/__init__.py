"""After an agreement has ended: reports, settlement, money taken back, sanctions."""
