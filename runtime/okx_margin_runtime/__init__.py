"""What every call does, whatever the spec says: hand-written, and without a fact of OKX's in it.

The generated client hands it the spec's facts and hands its public names on to users.
"""
