"""Chart entries as FHIR R4 documents, and back: what leaves the practice, and what comes in.

::

    ChartEntry ── bundle ──▶ document Bundle ── read_bundle ──▶ the same ChartEntry
        └─ deidentify ──▶ a ChartEntry without the person ── collection ──▶ collection Bundle

What people entered stands in QuestionnaireResponses, what the engine gave in the Parameters of a GuidanceResponse, who
did what in Provenance. Everything else (Observation, ClinicalImpression, Procedure…) is made from these for readers
that know FHIR and not SOT; on reading it is made again, and a bundle whose parts contradict each other is refused.
"""
