"""Matrix communities on a Synapse homeserver: the client API for rooms, the admin API for reports and accounts."""
