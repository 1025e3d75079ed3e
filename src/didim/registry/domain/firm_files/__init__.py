"""Firms from spreadsheets: a file is read, checked row by row, and taken as a whole or not at all."""
