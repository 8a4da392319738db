"""Makes the cards of one thing of a pack, which share all but the question and the answer."""

from dataclasses import dataclass

from sot_engine.domain.study import Card, Facet, Topic


@dataclass(frozen=True, slots=True)
class Maker:
    """What the cards of one finding, rule or category have in common."""

    kind: str
    topic: Topic
    about: str
    cite: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    def card(self, facet: Facet, asks: str, answer: str, *more: str) -> Card:
        """One card; each text stands on one line, and an empty one is left out."""
        return Card(
            id=f"{self.kind}/{self.about}/{facet}",
            topic=self.topic,
            about=self.about,
            asks=flat(asks),
            answer=flat(answer),
            more=tuple(flat(text) for text in more if text),
            cite=self.cite,
            findings=self.findings,
        )


def flat(text: str) -> str:
    """A text of a pack on one line."""
    return " ".join(text.split())
