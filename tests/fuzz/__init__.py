"""Fuzzes the client, the auth plugin and the mock from the spec, through the client as users call it.

    python -m tests.fuzz --target mock --cases 1000 --seed 7 --time 600

`document` is the spec as schemathesis reads it, `rig` the exchange under test with both clients on it.
Five properties are held: `requests` (what the typed client sends), `refusals` (what nobody may send),
`answers` (what comes back), `sequences` (many adjustments, with faults) and `signatures` (bytes changed after
signing). `run` puts cases through them, `demo` a fixed list through an exchange that cannot be looked into,
and `planted` holds deliberate faults, each of which the properties must find.
"""
