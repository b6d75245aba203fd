"""MACHINES: typed REST under ``/api/v1/``, beside the pages and with the same rights."""
