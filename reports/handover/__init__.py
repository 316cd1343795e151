"""Two papers: what the next person must know, and what to undo when preuve is stopped."""
