"""Grievances: taken in, sorted, kept to their clock, passed on, answered, told of in public."""
