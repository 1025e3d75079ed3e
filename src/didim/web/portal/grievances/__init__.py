"""What firms and people without an account enter about grievances."""
