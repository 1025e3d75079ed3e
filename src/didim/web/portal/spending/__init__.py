"""Pages on which a firm spends the money of its agreement: forms and addresses."""
