"""Writes the evidence of a sealed run without a name: what checks judged, under pseudonyms."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from agent.core.errors import UsageError
from agent.core.facts.attested import AttestedAnswer
from agent.core.facts.people import Roll
from agent.core.facts.standing import Bridge
from agent.core.judgements import Judgement
from agent.core.seals import PSEUDONYMS, SealRecord
from agent.engine import pseudonyms
from agent.engine.bundle import LEVEL, Bag, about, add_rules, add_seals, plain, readme
from agent.engine.masking import Mask
from agent.store import Store
from checks.guide.attested import standing
from reports.registry import blocks
from reports.view import View


def write(store: Store, seal: SealRecord, path: Path, day: date) -> None:
    """Write the bundle of a sealed run that names nobody: neither persons nor machines.

    The ledger, exhibits, settings, facts and report name some, and are left out: of what is there,
    everything leads to the seal all the same.

    Raises:
        UsageError: the seal does not cover what such a bundle shows.
        IntegrityError: the store does not hold what was sealed.
    """
    documents = store.sealed_documents(seal.number)
    if PSEUDONYMS not in documents:
        raise UsageError(
            f"run {seal.run} was sealed without pseudonyms: write `pseudonyms = true` under [seal],"
            " then `preuve check` judges and seals it again"
        )
    sealed = documents[PSEUDONYMS]
    folder = f"preuve-{plain(store.site)}-{seal.run}-sans-noms"
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        bag = Bag(archive, folder)
        add_seals(bag, store, seal)
        bag.add(f"seal/{PSEUDONYMS}", [sealed])
        pseudonyms.disclose(store, seal, bag.add)
        shown = _view(store, seal.run, pseudonyms.judgement(sealed))
        bag.add("results/constats.csv", blocks("csv", shown, "fr"))
        add_rules(bag, seal)
        bag.close(about(store, seal, day), readme(seal, folder, "places-nameless"))


def _view(store: Store, run: int, judgement: Judgement) -> View:
    """What a table of results needs, and not one field more: others may name somebody."""
    mask = Mask(store.token)
    bridges = mask.facts(store.derived(run, Bridge))
    return View(
        run=replace(store.run(run), config_path=""),
        judgement=judgement,
        units=(),
        bridge=bridges[0] if bridges else None,
        standings=(),
        rolls=tuple(mask.facts(store.facts(Roll, run))),
        words=standing(mask.facts(store.derived(run, AttestedAnswer)), judgement.as_of),
    )
