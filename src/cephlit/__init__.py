"""Evidence tables from headache papers: drugs, doses, conditions, outcomes and harms, each traced to its words."""

import os

# Nothing that is read leaves the machine: onnxruntime would send its maker what it runs, and keep an identifier.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__version__ = "0.1.0"
