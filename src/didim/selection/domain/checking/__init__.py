"""The check of applications before review: what the machine finds, what officers say over it, the verdict."""
