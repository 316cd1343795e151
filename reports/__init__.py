"""Reports: one view model of a stored run, one module per format."""

DISTRIBUTION = "preuve"
