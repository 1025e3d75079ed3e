"""Reviewers from spreadsheets: what each row would do, and taking them into the pool."""
