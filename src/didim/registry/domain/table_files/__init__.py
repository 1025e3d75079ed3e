"""Spreadsheets that agencies bring: read, checked row by row, and taken as a whole or not at all."""
