"""The papers that go with a processing of personal data, filled from what preuve is set to do."""
