"""Says what changed to whom it is configured to: by mail, to a webhook, to syslog."""
