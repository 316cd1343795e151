"""What each reader sees: a paper or a workbook of his own, with what concerns him and no more."""
