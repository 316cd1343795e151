"""Who can effectively read a folder, from its access list and the groups of the directories."""
