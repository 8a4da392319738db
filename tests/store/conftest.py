from tests.databases import address

__all__ = ["address"]
