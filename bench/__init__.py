"""What a call costs through this client, through httpx alone and through OKX's own Python client."""
