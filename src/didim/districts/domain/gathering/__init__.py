"""What an edition is made of, read from the analysis store: tables of rows, nothing written anywhere."""
