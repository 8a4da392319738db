"""Patients, visits and the people who sign, in a chain of rows to which rows are only ever added.

::

    ledger     number │ visit │ patient │ kind │ at │ by │ body │ hash of the row before │ hash
    identity   who a patient is, apart from the ledger, so that it can be erased without breaking the chain
    person     who records, signs and co-signs, with the hash of a password
"""
