"""Lines of the runtime and of the auth's flow, changed one at a time: a test must miss each of them."""
