from dataclasses import dataclass

from didim.kernel.wording import Text

__all__ = ["NO_NAMES", "Names", "Text"]


@dataclass(frozen=True, slots=True)
class Names:
    """Full names of region ("서울 강남구") and industry codes; a code without a name is shown as it is."""

    regions: dict[str, Text]
    industries: dict[str, Text]

    def region(self, code: str) -> Text:
        """Return the name of a region."""
        return self.regions.get(code) or Text(code, code)

    def industry(self, code: str) -> Text:
        """Return the name of an industry."""
        return self.industries.get(code) or Text(code, code)


NO_NAMES = Names({}, {})
