"""The measures of a cohort on published datasets: FER2013, FER+ and RAF-DB with apparent age, race and gender.

The numbers are those of the definitions' own authors: their package dataset-bias-metrics 0.1.1 (Dominguez-Catena,
Paternain & Galar 2024), run on the same files.
"""

from __future__ import annotations

import csv

import pytest

from audit.load.manifest.manifest import load_cohort
from audit.measure.cohort.representation import representation

pytestmark = pytest.mark.shared_data

# ENS, SEI, NSD, IR of the groups; φ_C, U←, NMI with the labels
PUBLISHED = {
    ("fer2013", "age"): (
        (5.586458076140343, 0.7829629643811993, 0.39670525001005386, 34.17298578199052),
        (0.10412565813206054, 0.017685622422401234, 0.00913015585353093),
    ),
    ("fer2013", "race"): (
        (2.986038965422599, 0.5621779345434854, 0.6596378842738339, 47.3894523326572),
        (0.0860474233950534, 0.011887919361819481, 0.0074522076573317565),
    ),
    ("fer2013", "gender"): (
        (1.999999845869126, 0.999999888818072, 0.0003925950533023581, 1.000785498489426),
        (0.17846248221640254, 0.008929115202589369, 0.006490374491848806),
    ),
    ("ferplus", "age"): (
        (5.593264268914031, 0.7835171162841514, 0.39630868275284187, 33.79097387173397),
        (0.10457807019476459, 0.02072638902610822, 0.009950572642672264),
    ),
    ("ferplus", "race"): (
        (2.988683367775864, 0.5626328357083772, 0.6590928701497992, 47.79253112033195),
        (0.06768137325926855, 0.009353368906997636, 0.005526288294593384),
    ),
    ("ferplus", "gender"): (
        (1.999999789232092, 0.9999998479630842, 0.00045909466532001453, 1.0009186110600772),
        (0.17096206778370232, 0.009444749892032454, 0.006582081552886178),
    ),
    ("raf-db2", "age"): (
        (5.742094251337401, 0.7954689811714387, 0.3649499095641407, 45.12686567164179),
        (0.1444841701293466, 0.0364436987986851, 0.017930499043656112),
    ),
    ("raf-db2", "race"): (
        (3.682519545928147, 0.669916428444092, 0.5679598156422703, 19.155555555555555),
        (0.057526402516835, 0.006411247411318829, 0.0035800062330238963),
    ),
    ("raf-db2", "gender"): (
        (1.991730298710397, 0.9940223045065252, 0.09096919211952925, 1.2001454545454546),
        (0.13080946742031266, 0.005250276954934698, 0.00370747318108904),
    ),
}
# angry, disgust, fear, happy, neutral, sad, surprise
NPMI = {
    ("fer2013", "gender", "Female"): (-0.11940, 0.01119, 0.03416, 0.10450, -0.07649, 0.00171, 0.01547),
    ("ferplus", "race", "Indian"): (0.00028, -0.01324, -0.13924, 0.02440, 0.03597, -0.00241, -0.18547),
    ("raf-db2", "race", "East Asian"): (-0.17976, -0.02893, -0.06780, -0.00281, 0.06390, 0.04251, -0.06115),
}
DUCHER = {
    ("fer2013", "gender", "Female"): (-0.3045, 0.05581, 0.09255, 0.21286, -0.18061, 0.00429, 0.04546),
    ("ferplus", "gender", "Male"): (0.27791, -0.08654, -0.1964, -0.22455, 0.14137, -0.05715, -0.02381),
    ("raf-db2", "gender", "Female"): (-0.36376, 0.04058, 0.05343, 0.12544, -0.08455, 0.02759, -0.09028),
}


@pytest.fixture(scope="module")
def found(shared_data, tmp_path_factory):
    """The features of each dataset; its table has no pictures, so each row is given a name."""
    folder, features = tmp_path_factory.mktemp("published"), {}
    for name in ("fer2013", "ferplus", "raf-db2"):
        with (shared_data / "dataset-bias" / f"{name}.csv").open(newline="") as file:
            head, *rows = csv.reader(file)
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["image", *head], *([f"{i}.png", *row] for i, row in enumerate(rows))])
        for feature in representation(load_cohort(folder / f"{name}.csv")).features:
            features[name, feature.feature] = feature
    return features


@pytest.mark.parametrize("key", PUBLISHED, ids=" ".join)
def test_published_values_of_a_feature(key, found) -> None:
    feature, (groups, together) = found[key], PUBLISHED[key]
    assert (feature.effective, feature.evenness, feature.deviation, feature.imbalance) == pytest.approx(
        groups, rel=1e-12
    )
    association = feature.association
    assert (association.cramers_v, association.theils_u, association.mutual_information) == pytest.approx(
        together, rel=1e-9
    )
    assert association.p_value == 1 / 1000


@pytest.mark.parametrize("key", NPMI, ids=" ".join)
def test_published_pointwise_information(key, found) -> None:
    feature = found[key[:2]]
    assert feature.npmi[feature.groups.index(key[2])] == pytest.approx(NPMI[key], abs=5.1e-6)


@pytest.mark.parametrize("key", DUCHER, ids=" ".join)
def test_published_local_dependence(key, found) -> None:
    feature = found[key[:2]]
    assert feature.ducher_z[feature.groups.index(key[2])] == pytest.approx(DUCHER[key], abs=5.1e-6)
