"""What preuve says of a failure, in French: the code, the store and the logs keep it in English."""
