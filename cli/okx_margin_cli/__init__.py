"""`okx-margin`, the command line for whoever has to move margin by hand and now. Nothing here is to be imported."""
