"""`python -m okx_margin_mock.measure`: find out on demo trading what the mock can only guess.

With a demo key and one small isolated position it adds and takes back small amounts, and tries what must be
refused. It stops at the first surprise, and writes a report without keys or IDs, with the settings of the
mock that follow from it.
"""
