"""The published spec in more generators than interop's four: `make matrix`, before a release.

Each makes a client in build/matrix/, which is compiled where its toolchain is there and fed five answers as
the exchange gives them. docs/matrix.md has the table of the last run.
"""
