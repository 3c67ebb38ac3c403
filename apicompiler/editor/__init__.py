"""What an editor asks while somebody types; only `server` knows how it asks."""
