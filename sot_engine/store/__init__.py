"""Connections, locks and versions of the databases that we keep.

::

    read_address ─▶ Address ─▶ open_database(address, schema, key) ─▶ Database ─▶ reading() | writing()
                                          │
                                          └ prepare: backup, then migrations, one version after another

Nothing here knows what is kept: records and practice each bring a Schema of their own.
"""
