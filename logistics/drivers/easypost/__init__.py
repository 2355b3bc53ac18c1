"""EasyPost: labels of USPS and DHL Express by one API."""

from logistics.drivers.easypost.driver import EasyPost

__all__ = ["EasyPost"]
