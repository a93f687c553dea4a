"""The pages about people: team, invitations, the brand, the trail, tokens, and oneself."""
