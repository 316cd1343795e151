"""Headers and words of the exports of products whose jobs come as tables, in English and French.

A header that is not here is not guessed: the table is told as unread until the configuration names
it. Sources: products' public documentation and scripts that read their exports; none was at hand.
"""

from agent.core.facts.backups import JobKind, JobResult
from collectors.backups.declared import Declared, headers, words

_SUCCESS, _WARNING, _FAILED = JobResult.SUCCESS, JobResult.WARNING, JobResult.FAILED
_CANCELED, _RUNNING = JobResult.CANCELED, JobResult.RUNNING

_KINDS = {
    "Full": JobKind.FULL,
    "Full backup": JobKind.FULL,
    "Complète": JobKind.FULL,
    "Sauvegarde complète": JobKind.FULL,
    "Incremental": JobKind.INCREMENTAL,
    "Incremental backup": JobKind.INCREMENTAL,
    "Incrémentielle": JobKind.INCREMENTAL,
    "Incrémentale": JobKind.INCREMENTAL,
    "Sauvegarde incrémentale": JobKind.INCREMENTAL,
    "Sauvegarde incrémentielle": JobKind.INCREMENTAL,
    "Differential": JobKind.DIFFERENTIAL,
    "Différentielle": JobKind.DIFFERENTIAL,
    "Restore": JobKind.RESTORE,
    "Restauration": JobKind.RESTORE,
    "Verification": JobKind.VERIFY,
    "Vérification": JobKind.VERIFY,
    "Duplication": JobKind.COPY,
    "Archive": JobKind.OTHER,
    "Archivage": JobKind.OTHER,
}

_COMMVAULT = Declared(
    headers=headers(
        {
            "number": ["Job ID", "JobID", "ID du travail", "ID de travail", "jobSummary.jobId"],
            "system": [
                "Client", "Client Name", "Client Computer", "Server", "Nom du client", "Serveur",
                "jobSummary.subclient.clientName", "subclient.clientName", "destClientName",
            ],
            "job": [
                "Subclient", "Sous-client", "jobSummary.subclient.subclientName",
                "subclient.subclientName",
            ],
            "operation": [
                "Operation", "Job Type", "Opération", "Type de travail", "jobSummary.jobType",
                "jobType",
            ],
            "kind": [
                "Backup Type", "Backup Level", "Level", "Type de sauvegarde",
                "Niveau de sauvegarde", "Niveau", "jobSummary.backupLevelName", "backupLevelName",
            ],
            "status": [
                "Status", "Job Status", "Statut", "État", "État du travail", "Statut du travail",
                "jobSummary.status",
            ],
            "start": [
                "Start Time", "StartTime", "Start", "Heure de début", "Date de début",
                "jobSummary.jobStartTime", "jobStartTime",
            ],
            "end": [
                "End Time", "EndTime", "End", "Heure de fin", "Date de fin",
                "jobSummary.jobEndTime", "jobEndTime",
            ],
            "bytes": [
                "Size of Application", "Application Size", "Taille de l'application",
                "jobSummary.sizeOfApplication", "sizeOfApplication",
            ],
            "files": [
                "Number of Objects", "Protected Objects", "Objets protégés", "Nombre d'objets",
                "jobSummary.totalNumOfFiles", "totalNumOfFiles",
            ],
            "errors": [
                "Failed Objects", "Objets en échec", "jobSummary.totalFailedFiles",
                "totalFailedFiles",
            ],
            "destination": [
                "Storage Policy", "Plan", "Stratégie de stockage",
                "jobSummary.storagePolicy.storagePolicyName", "storagePolicy.storagePolicyName",
            ],
        }
    ),
    statuses=words(
        {
            "Completed": _SUCCESS,
            "Terminé": _SUCCESS,
            "Completed w/ one or more errors": _WARNING,
            "Completed with errors": _WARNING,
            "Completed w/ one or more warnings": _WARNING,
            "Completed with warnings": _WARNING,
            "Partial Success": _WARNING,
            "Committed": _WARNING,
            "Terminé avec des erreurs": _WARNING,
            "Terminé avec des avertissements": _WARNING,
            "Failed": _FAILED,
            "Failed to Start": _FAILED,
            "No Run": _FAILED,
            "Échec": _FAILED,
            "Échoué": _FAILED,
            "Killed": _CANCELED,
            "Skipped": _CANCELED,
            "Arrêté": _CANCELED,
            "Annulé": _CANCELED,
            "Running": _RUNNING,
            "Waiting": _RUNNING,
            "Pending": _RUNNING,
            "Queued": _RUNNING,
            "Suspended": _RUNNING,
            "En cours": _RUNNING,
            "En attente": _RUNNING,
            "Suspendu": _RUNNING,
        }
    ),
    kinds=words(
        _KINDS
        | {
            "": JobKind.INCREMENTAL,  # `qlist jobhistory` tells no level
            "Synthetic Full": JobKind.COPY,  # made of earlier backups, without reading the machine
            "Complète synthétique": JobKind.COPY,
            "Transaction Log": JobKind.INCREMENTAL,
            "Journal de transactions": JobKind.INCREMENTAL,
            "Aux Copy": JobKind.COPY,
            "Auxiliary Copy": JobKind.COPY,
            "Copie auxiliaire": JobKind.COPY,
            "Data Verification": JobKind.VERIFY,
            "Data Aging": JobKind.OTHER,
        }
    ),
    job="commvault",
    needed=("status", "start|end", "number|system|job"),
)  # fmt: skip

_TINA = Declared(
    headers=headers(
        {
            "number": ["Job ID", "Job", "ID", "N° de travail", "Numéro de travail", "Travail"],
            "system": ["Platform", "Host", "Agent", "Plate-forme", "Plateforme", "Machine", "Hôte"],
            "job": ["Strategy", "Stratégie"],
            "kind": ["Type", "Job Type", "Type de travail"],
            "status": ["Status", "Statut", "État"],
            "start": ["Start", "Start Date", "Begin", "Début", "Date de début"],
            "end": ["End", "End Date", "Fin", "Date de fin"],
            "bytes": ["Volume", "Size", "Taille"],
            "files": ["Objects", "Objets", "Nombre d'objets"],
            "errors": ["Errors", "Erreurs"],
            "destination": ["Pool", "Media Pool", "Pool de cartouches"],
        }
    ),
    statuses=words(
        {
            "OK": _SUCCESS,
            "Terminated": _SUCCESS,
            "Completed": _SUCCESS,
            "Terminé": _SUCCESS,
            "Terminated with alarms": _WARNING,
            "Completed with alarms": _WARNING,
            "Terminé avec alarmes": _WARNING,
            "Terminé avec des alarmes": _WARNING,
            "Error": _FAILED,
            "Failed": _FAILED,
            "Terminated on error": _FAILED,
            "Erreur": _FAILED,
            "En erreur": _FAILED,
            "Terminé en erreur": _FAILED,
            "Échec": _FAILED,
            "Canceled": _CANCELED,
            "Cancelled": _CANCELED,
            "Annulé": _CANCELED,
            "Running": _RUNNING,
            "Waiting": _RUNNING,
            "En cours": _RUNNING,
            "En attente": _RUNNING,
        }
    ),
    kinds=words(_KINDS),
    job="tina",
    needed=("status", "kind", "start|end", "number|system|job"),
)

EXPORTS = {"commvault": _COMMVAULT, "tina": _TINA}
