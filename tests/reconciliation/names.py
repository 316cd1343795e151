"""Names of a region: frequent ones borne by many, rare ones made of French place syllables."""

from itertools import product
from random import Random

from tests.hospital import pools

_HEADS = "Bois|Font|Mont|Roch|Vill|Camp|Pont|Val|Cler|Haut|Beau|Lang|Pell|Quer|Tré|Ker|Pen|Bou|Gar|Las|Cast|Mar|Del|Chan|Bel"
_MIDDLES = "|er|an|ou|ig|el|ar|ain|em|u|ol"
_TAILS = "ard|eau|ier|ois|on|et|ou|ec|ac|ès|ault|ot|ain|in|el|ette|ières|zan|guy|vel"
_WORLD = (
    "Benkacem|El Idrissi|Ben Salah|Aït Ahmed|Nguyen|Tran|Pham|Da Silva|Dos Santos|Ferreira|Almeida|Kone|Sow|"
    "Ndiaye|Mbaye|Yildiz|Öztürk|Nowak|Wójcik|Ionescu|Popescu|Le Goff|Le Bihan|Le Gall|Du Plessis|De La Fuente|"
    "De Carvalho|Van Hove|Saint-Martin|D'Hondt|L'Hermitte|Lœuil|Sørlund|Kałuza|Groß|Mc Carthy|O'Brien|Abou Khalil"
)
GIVEN_WOMEN = pools.listed(pools.WOMEN)
GIVEN_MEN = pools.listed(pools.MEN)


def surnames() -> list[str]:
    """The surnames of France in miniature: a few hundred real ones, some five thousand made."""
    made = [
        (head + middle + tail).capitalize()
        for head, middle, tail in product(_HEADS.split("|"), _MIDDLES.split("|"), _TAILS.split("|"))
    ]
    Random(7).shuffle(made)
    real = [*pools.listed(pools.SURNAMES), *pools.listed(_WORLD), *pools.listed(pools.STRANGERS)]
    return [*real, *pools.listed(pools.FALSE_FRIENDS), *made]


class Names:
    """Draws names; the weights fall like those of a population."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._surnames = surnames()
        self._weights = [1 / (rank + 25) for rank in range(len(self._surnames))]
        total = 0.0
        self._cumulated = [total := total + weight for weight in self._weights]

    def surname(self) -> str:
        """One surname, a double one now and then."""
        (first,) = self._rng.choices(self._surnames, cum_weights=self._cumulated)
        if self._rng.random() < 0.04:
            (second,) = self._rng.choices(self._surnames, cum_weights=self._cumulated)
            return f"{first}-{second}" if second != first else first
        return first

    def given(self) -> tuple[str, bool]:
        """A given name, and whether it is a woman's; several now and then."""
        woman = self._rng.random() < 0.75
        pool = GIVEN_WOMEN if woman else GIVEN_MEN
        first = self._rng.choice(pool)
        chance = self._rng.random()
        if chance < 0.05:
            return f"{first} {self._rng.choice(pool)}", woman
        if chance < 0.10 and "-" not in first:
            return f"{first}-{self._rng.choice(pool).split('-')[0]}", woman
        return first, woman
