from tests.registry.conftest import make_agency, make_firm, make_user, new_number, now, today

__all__ = ["make_agency", "make_firm", "make_user", "new_number", "now", "today"]
