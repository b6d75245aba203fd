"""WHO HEARS: recipients, fan-out, channels, the delivery ledger and the inbox."""
