"""What the sample firms do: their industries with the shape of employment and sales in each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """An industry of the region.

    code: KSIC. kind: which endings a name takes (words.FIRM_ENDINGS). weight: how common, relative. people:
    median regular employees. sales: median sales a year for each person, the owner included, in million won.
    corporations: share that are corporations.
    """

    code: str
    kind: str
    weight: float
    people: float
    sales: float
    corporations: float
    is_making: bool = False


TRADES = (
    Trade("10712", "food", 3, 4, 70, 0.2, is_making=True),
    Trade("10749", "food", 2, 7, 180, 0.7, is_making=True),
    Trade("10795", "food", 1, 6, 160, 0.6, is_making=True),
    Trade("14191", "fashion", 4, 5, 80, 0.25, is_making=True),
    Trade("15190", "fashion", 2, 4, 75, 0.2, is_making=True),
    Trade("18", "print", 4, 4, 95, 0.3, is_making=True),
    Trade("20423", "chemical", 3, 9, 230, 0.85, is_making=True),
    Trade("22", "chemical", 2, 11, 200, 0.7, is_making=True),
    Trade("25", "machine", 4, 7, 150, 0.45, is_making=True),
    Trade("29271", "machine", 2, 18, 260, 0.9, is_making=True),
    Trade("29280", "machine", 1, 14, 220, 0.9, is_making=True),
    Trade("26121", "electronics", 2, 15, 240, 0.9, is_making=True),
    Trade("26410", "electronics", 2, 16, 230, 0.9, is_making=True),
    Trade("28202", "electronics", 1, 20, 280, 0.95, is_making=True),
    Trade("21210", "bio", 1, 24, 260, 1.0, is_making=True),
    Trade("27112", "bio", 2, 12, 190, 0.95, is_making=True),
    Trade("70113", "bio", 3, 8, 60, 0.95),
    Trade("32029", "living", 2, 4, 85, 0.25, is_making=True),
    Trade("33110", "living", 2, 2, 90, 0.15, is_making=True),
    Trade("42411", "construction", 4, 4, 140, 0.4),
    Trade("46", "trade", 8, 4, 350, 0.5),
    Trade("47912", "trade", 10, 2, 210, 0.3),
    Trade("49301", "logistics", 3, 5, 130, 0.4),
    Trade("56111", "eating", 8, 3, 70, 0.05),
    Trade("56191", "eating", 3, 3, 65, 0.08),
    Trade("56193", "eating", 3, 2, 75, 0.04),
    Trade("56194", "eating", 3, 2, 60, 0.03),
    Trade("56221", "eating", 5, 2, 50, 0.06),
    Trade("58212", "media", 2, 9, 110, 0.95),
    Trade("58221", "software", 4, 14, 130, 0.97),
    Trade("58222", "software", 8, 9, 110, 0.95),
    Trade("59113", "media", 3, 4, 100, 0.5),
    Trade("62010", "software", 6, 8, 105, 0.85),
    Trade("62021", "software", 3, 17, 150, 0.95),
    Trade("63111", "software", 2, 11, 120, 0.95),
    Trade("63991", "software", 2, 8, 110, 0.9),
    Trade("70121", "service", 2, 9, 90, 0.9),
    Trade("70129", "service", 2, 7, 90, 0.85),
    Trade("71310", "service", 4, 5, 130, 0.6),
    Trade("71531", "service", 5, 3, 95, 0.5),
    Trade("72129", "service", 2, 10, 120, 0.85),
    Trade("73202", "service", 4, 3, 85, 0.4),
    Trade("73203", "service", 4, 2, 75, 0.3),
    Trade("75992", "service", 3, 5, 140, 0.6),
    Trade("85", "service", 4, 4, 55, 0.15),
    Trade("95", "living", 3, 2, 65, 0.08),
    Trade("96112", "living", 5, 2, 45, 0.02),
    Trade("96113", "living", 3, 1, 45, 0.02),
)
