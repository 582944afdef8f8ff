from tests.doctor.conftest import both

__all__ = ["both"]
