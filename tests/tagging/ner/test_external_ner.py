"""Tagging with an installed spaCy model."""

from pathlib import Path

import pytest
import spacy
from spacy.training import Example
from typer.testing import CliRunner

from cephlit.cli import app
from cephlit.tagging.layers import mentions_of
from cephlit.tagging.ner.external import ModelMissingError, ModelUnfitError, load_model
from cephlit.tagging.ner.spans import spans_of

TEXT = "Sumatriptan relieved migraine."


def small_model(folder: Path, chemical: str, disease: str, text: str = TEXT) -> str:
    """A model that has learnt one sentence by heart, saved as a folder."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    entities = {"entities": [(0, 11, chemical), (21, 29, disease)]}
    examples = [Example.from_dict(nlp.make_doc(text), entities)]
    spacy.util.fix_random_seed(1)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples, sgd=optimizer, drop=0.0)
    nlp.to_disk(folder)
    return str(folder)


@pytest.mark.parametrize(("chemical", "disease"), [("CHEMICAL", "DISEASE"), ("SIMPLE_CHEMICAL", "CANCER")])
def test_labels_of_known_models_become_mentions(tmp_path: Path, chemical: str, disease: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("cephlit_external_ner", config={"model": small_model(tmp_path / "model", chemical, disease)})
    doc = nlp(TEXT)
    assert [(m.label, m.text, m.concept, m.tagger) for m in mentions_of(doc)] == [
        ("DRUG", "Sumatriptan", "sumatriptan", "model"),
        ("CONDITION", "migraine", "migraine", "model"),
    ]


def test_untyped_names_are_kept_as_spans_only(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("cephlit_external_ner", config={"model": small_model(tmp_path / "model", "ENTITY", "ENTITY")})
    doc = nlp(TEXT)
    assert [span.label for span in spans_of(doc)] == ["ENTITY", "ENTITY"]
    assert mentions_of(doc) == ()


def test_a_model_whose_labels_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnfitError, match="no label of the model"):
        load_model(small_model(tmp_path / "model", "PERSON", "PLACE"))


@pytest.mark.parametrize("model", ["en_ner_bc5cdr_md", "en_core_sci_sm", "en_no_such_model"])
def test_a_missing_model_names_its_install_command(model: str) -> None:
    if spacy.util.is_package(model):
        pytest.skip("the model is installed")
    nlp = spacy.blank("en")
    with pytest.raises(ModelMissingError, match=rf"pip install \S*{model}"):
        nlp.add_pipe("cephlit_external_ner", config={"model": model})


def test_the_command_marks_what_the_named_model_finds(tmp_path: Path) -> None:
    text = "Zarvotinibe preceded grumbles."
    model = small_model(tmp_path / "model", "CHEMICAL", "DISEASE", text)
    told = CliRunner().invoke(app, ["tag", "--ner", model, "-"], input=text)
    assert "[Zarvotinibe|DRUG] preceded [grumbles|CONDITION]." in told.output


def test_the_command_says_how_to_install_a_missing_model() -> None:
    told = CliRunner().invoke(app, ["tag", "--ner", "en_no_such_model", "-"], input=TEXT)
    assert told.exit_code == 1
    assert "install it with: pip install en_no_such_model" in told.output
