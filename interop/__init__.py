"""The published spec in other languages: `python -m interop`; one small program a folder.

Each program is a client made by its language's usual generator, and a signer in a file of its own. It reads
where the mock is, the keys and the published tables from its environment, and prints one JSON line.
"""
