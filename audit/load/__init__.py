"""Disk -> domain: the only package that reads what users wrote.

Words: a *table* is a file of columns of any kind that is read (`tables.formats.kinds`), packed or not; a *mapping* says
which column of another tool's table stands for which of ours; a *cell* is always text until this package says what it
means; a *declaration* is a TOML file (`cohort.toml`, `model.toml`, `policy.toml`) read strictly, key by key; a *fault*
is one thing wrong in one place. All faults of a file are collected and raised once, so that they can be mended in one
round. An *importer* turns a public dataset into a cohort folder. Arrays from Python become tables *in memory*.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked

if TYPE_CHECKING:
    from audit.load.adapting import adapter_of
    from audit.load.catalogue import CatalogueEntry, list_cohorts, list_models
    from audit.load.choices import parse_bins, parse_names, parse_pairs
    from audit.load.counts_table import CountsOfTable, load_counts
    from audit.load.declarations.audits import AUDITS, load_audits_file
    from audit.load.declarations.policy import load_policy
    from audit.load.emotions import label_set, refuse_left_over
    from audit.load.find import DECLARATION, find_cohort, find_model
    from audit.load.importers import ImportSummary, import_cohort
    from audit.load.in_memory.arrays import GivenPredictions, cohort_from_arrays, predictions_from_arrays
    from audit.load.layout_of_tables import columns_of_tables
    from audit.load.layouts.tools import columns_by_name
    from audit.load.manifest.manifest import load_cohort, manifest_of, read_declaration
    from audit.load.models.bare_model import (
        bounded,
        check_trust,
        model_from_file,
        model_from_function,
        narrowed_to,
        vouched,
    )
    from audit.load.models.calibration import declare_calibration
    from audit.load.models.figures import declare_figures
    from audit.load.models.model import load_model
    from audit.load.models.named_model import ModelOptions, is_declared, looked_at, named_model
    from audit.load.models.trust import trust
    from audit.load.models.verify import verified, verify
    from audit.load.pictures import load_pictures
    from audit.load.predictions.predictions import load_predictions
    from audit.load.saved.audits import audit_files, load_audits
    from audit.load.saved.image_rows import load_saved_audit
    from audit.load.saved.result import load_result
    from audit.load.saved.series import SERIES, load_series
    from audit.load.tables.column_names import is_reserved
    from audit.load.tables.columns import Columns
    from audit.load.tables.mapping import check_ours, parse_columns
    from audit.load.tables.model_rows import models_in
    from audit.load.text import sha256_of, table_id
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "AUDITS",
    "DECLARATION",
    "SERIES",
    "CatalogueEntry",
    "Columns",
    "CountsOfTable",
    "GivenPredictions",
    "ImportSummary",
    "ModelOptions",
    "adapter_of",
    "audit_files",
    "bounded",
    "check_ours",
    "check_trust",
    "cohort_from_arrays",
    "columns_by_name",
    "columns_of_tables",
    "declare_calibration",
    "declare_figures",
    "find_cohort",
    "find_model",
    "import_cohort",
    "is_declared",
    "is_reserved",
    "label_set",
    "list_cohorts",
    "list_models",
    "load_audits",
    "load_audits_file",
    "load_cohort",
    "load_counts",
    "load_model",
    "load_pictures",
    "load_policy",
    "load_predictions",
    "load_result",
    "load_saved_audit",
    "load_series",
    "looked_at",
    "manifest_of",
    "model_from_file",
    "model_from_function",
    "models_in",
    "named_model",
    "narrowed_to",
    "parse_bins",
    "parse_columns",
    "parse_names",
    "parse_pairs",
    "predictions_from_arrays",
    "read_declaration",
    "refuse_left_over",
    "sha256_of",
    "table_id",
    "trust",
    "verified",
    "verify",
    "vouched",
]
