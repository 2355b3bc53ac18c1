from tests.consignment.conftest import private

__all__ = ["private"]
