"""The patient record: its users, profiles and rights; its audit trail is counted, never kept."""
