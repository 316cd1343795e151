"""What a stranger verifies a bundle with: sentences, a page and a program of one file."""
