"""This machine where no POSIX shell is: what Windows tells any program."""
