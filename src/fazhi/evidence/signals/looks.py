"""What a picture looks like in numbers: a hash that near-copies share in parts, and an exact likeness that confirms it.

The hash is the well-known pHash: 32 × 32 grey, discrete cosine transform, the 64 lowest frequencies above or below their median. It
is made of the whole picture and of its middle, so that one that lost a strip at its edges is still found.
"""

import math
from operator import mul

from PIL import Image, ImageFilter, ImageStat

FORMAT = 1
SIDE, LOW = 32, 8
CROPS = (0.0, 0.03)  # what is cut from each edge before a hash is made
BANDS, BAND_BITS = 8, 8
NEAR_BITS = 12  # of 64 that may differ
FLATTEST = 6.0  # standard deviation of the grey values; below it the picture is as good as empty
CONFIRMED = 0.975  # likeness from which two pictures show the same
HOPELESS = 0.7  # a likeness that is no higher when the edges are roughly fitted will not be when they are finely
_SEEN, _DETAIL, _GRID = 256, 4, 64
_MOST_CUT = 0.12
_COSINES = [[math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in range(LOW)]


def hashes_of(picture: Image.Image) -> tuple[int, ...] | None:
    """The hash of the whole and of the middle as signed 64-bit numbers; None of a picture that is as good as empty."""
    grey = on_white(picture)
    grey.thumbnail((_SEEN, _SEEN))
    if ImageStat.Stat(grey).stddev[0] < FLATTEST:
        return None
    return tuple(_hash(grey, crop) - 2**63 for crop in CROPS)


def on_white(picture: Image.Image) -> Image.Image:
    """Grey; what is transparent becomes paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        full = picture.convert("RGBA")
        paper = Image.new("RGBA", full.size, "white")
        paper.alpha_composite(full)
        return paper.convert("L")
    return picture.convert("L")


def _hash(grey: Image.Image, crop: float) -> int:
    width, height = grey.size
    box = (width * crop, height * crop, width * (1 - crop), height * (1 - crop))
    values = grey.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box).tobytes()
    lines = [values[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(map(mul, wave, line)) for line in lines] for wave in _COSINES]
    waves = [sum(map(mul, wave, column)) for wave in _COSINES for column in across]
    median = sorted(waves[1:])[len(waves) // 2 - 1]
    return sum((value > median) << place for place, value in enumerate(waves))


def bands(looks: int, crop: int) -> list[int]:
    """Number of the crop, number of the band and its bits, as one number each."""
    bits = looks + 2**63
    return [(crop * BANDS + band) << BAND_BITS | bits >> (band * BAND_BITS) & (1 << BAND_BITS) - 1 for band in range(BANDS)]


def differing_bits(one: int, other: int) -> int:
    return ((one + 2**63) ^ (other + 2**63)).bit_count()


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The correlation of the grey values, 1 for the same picture, where either may have lost up to a ninth at each edge.

    The edges are fitted one after the other in ever smaller steps; a cut above 0 takes from `one`, below 0 from `other`.
    """
    grey, beside = _detailed(one), _detailed(other)
    cuts = [0.0, 0.0, 0.0, 0.0]
    best = _correlation(grey, beside, cuts)
    for step in (0.04, 0.02, 0.01, 0.005):
        for _ in range(2):
            for edges in ((0,), (1,), (2,), (3,), (0, 2), (1, 3)):
                for way in (step, -step):
                    tried = [cut + way if edge in edges else cut for edge, cut in enumerate(cuts)]
                    if max(map(abs, tried)) <= _MOST_CUT and (found := _correlation(grey, beside, tried)) > best:
                        best, cuts = found, tried
        if best < HOPELESS and step <= 0.02:
            break
    return best


def _detailed(picture: Image.Image) -> Image.Image:
    grey = on_white(picture)
    grey.thumbnail((_SEEN * _DETAIL, _SEEN * _DETAIL))
    return grey.resize((_SEEN, _SEEN), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1))


def _correlation(one: Image.Image, other: Image.Image, cuts: list[float]) -> float:
    left = _cut(one, [max(0.0, cut) for cut in cuts])
    right = _cut(other, [max(0.0, -cut) for cut in cuts])
    count = len(left)
    sum_left, sum_right = sum(left), sum(right)
    spread = (sum(map(mul, left, left)) - sum_left**2 / count) * (sum(map(mul, right, right)) - sum_right**2 / count)
    return (sum(map(mul, left, right)) - sum_left * sum_right / count) / math.sqrt(spread) if spread > 0 else 0.0


def _cut(grey: Image.Image, cuts: list[float]) -> bytes:
    box = (_SEEN * cuts[0], _SEEN * cuts[1], _SEEN * (1 - cuts[2]), _SEEN * (1 - cuts[3]))
    return grey.resize((_GRID, _GRID), Image.Resampling.BILINEAR, box=box).tobytes()
