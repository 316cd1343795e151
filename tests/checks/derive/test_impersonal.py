"""Accounts of nobody: words of a hospital, and names of persons that look like them."""

import pytest

from agent.core.facts.accounts import Account
from tests.checks.derive.staged import account, classed, person

LUC = person("1", "PETIT", "Luc")


@pytest.mark.parametrize(
    "generic",
    [
        account("idenuit"),
        account("etudiant.balneo"),
        account("salle.ardoise"),
        account("bal.rh", "Humaines", "Ressources", display_name="Ressources humaines"),
        account("secretariatcardio"),
        account("soins.palliatifs", display_name="Soins palliatifs"),
        account("urg01", display_name="Urgences poste 1"),
        account("accueil2", "ACCUEIL", "URGENCES", display_name="Accueil Urgences"),
        account("assistantes.sociales", display_name="Assistantes sociales"),
        account("sterilisation.2", "Stérilisation", "Poste 2"),
        account("emsp", display_name="Équipe mobile", workstations=3),
        account("dsoins", display_name="Direction des soins", recipient_type=4),
    ],
)
def test_posts_and_teams(generic: Account) -> None:
    standings, _ = classed([generic], [LUC])

    assert standings[generic.login].account_class == "generic"


@pytest.mark.parametrize(
    "service",
    [
        account("svcbackup"),
        account("sa-glpi"),
        account("enovacom", display_name="Interface Enovacom"),
        account("x214", display_name="Compte de service Veeam"),
        account("hl7in", dn="CN=hl7in,OU=Comptes de service,DC=ch,DC=lan"),
        account("jdupont", "Dupont", "Jean", service_names=1),  # what it serves is a fact
    ],
)
def test_services(service: Account) -> None:
    standings, _ = classed([service], [LUC])

    assert standings[service.login].account_class == "service"


@pytest.mark.parametrize(
    "personal",
    [
        account("paul.garde", "GARDE", "Paul"),
        account("paul.garde"),
        account("yasmina.service", display_name="SERVICE Yasmina"),
        account("ccaisse", display_name="CAISSE Claire"),
        account("mcadre", "Cadre", "Mamadou"),
        account("osalle", "Salle", "Odette", display_name="Odette Salle (Pharmacie)"),
        account("tokonkwo", "Okonkwo", "Tochukwu"),
        account("diane.okafor", "Okafor", "Diane"),  # Diane, Tina and Elsa are products as well
        account("tina.okafor", "Okafor", "Tina", display_name="Tina Okafor"),
        account("elsa.okafor", "Okafor", "Elsa"),
        account("diane.okafor", display_name="OKAFOR Diane"),
    ],
)
def test_persons_whose_names_are_words_of_a_hospital(personal: Account) -> None:
    standings, _ = classed([personal], [LUC])

    assert standings[personal.login].account_class == "orphan"


@pytest.mark.parametrize("login", ["svc_dupont", "sa-jdupont", "app.dupont", "urgences.dupont"])
def test_renaming_an_account_does_not_hide_whose_it_is(login: str) -> None:
    """An administrator renames the account of somebody who left no trace in the rolls."""
    standings, bridge = classed([account(login, "Dupont", "Jean")], [LUC])

    assert standings[login].account_class == "orphan"
    assert "impersonal-login" in standings[login].reasons
    assert bridge.unexplained == 1


def test_a_rare_name_is_not_hidden_by_a_programs_login() -> None:
    standings, bridge = classed([account("svc_backup", "Okonkwo", "Tochukwu")], [LUC])

    assert standings["svc_backup"].account_class == "orphan"
    assert bridge.unexplained == 1
