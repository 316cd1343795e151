"""Answers an access request (RGPD art. 15): who is meant, and all that the store holds of them."""
