"""What firms and suppliers enter about vouchers and settlements."""
