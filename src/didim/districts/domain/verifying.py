"""Looking whether the rows of published editions are still what was published."""

from collections.abc import Iterator

from didim.districts.models import Edition, EditionPart
from didim.kernel.verifying import Finding, Verifier

from .writing import digest_of, hash_parts


def changed_parts() -> Iterator[Finding]:
    """Yield every part of an edition whose rows are not those published, with its table and place."""
    for edition in Edition.objects.order_by("number"):
        kept = {
            (one.table, one.part): (one.rows, one.digest)
            for one in EditionPart.objects.filter(edition=edition)
        }
        parts = list(hash_parts(edition.pk))
        now = {(table, part): (rows, digest) for table, part, rows, digest in parts}
        for table, part in sorted({*kept, *now}):
            if kept.get((table, part)) != now.get((table, part)):
                yield Finding(
                    "district-edition",
                    f"edition {edition.number} {table} {part}",
                    "공개한 뒤 행이 바뀌었습니다 / its rows are not those that were published",
                )
        if kept == now and digest_of(parts) != edition.digest:
            yield Finding(
                "district-edition",
                f"edition {edition.number}",
                "판의 해시가 부분의 해시와 다릅니다 / the edition's hash is not that of its parts",
            )


VERIFIERS = (Verifier("district-edition", "상권 통계 판 / editions of district statistics", changed_parts),)
