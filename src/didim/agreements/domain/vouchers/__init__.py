"""Vouchers: schemes, suppliers and their menus, issuing, contracts from request to settlement, expiry."""
