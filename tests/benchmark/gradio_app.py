"""The page that looks as a Gradio app: the same finder, the same classifier, the same things shown; for the benchmark.

    PYTHONPATH=. PYTHON_WITH_GRADIO tests/benchmark/gradio_app.py --model emotion7 --port 8500

Its Python needs gradio and what emotion-audit needs; `tests/benchmark/beside_gradio.py` starts it.
"""

from __future__ import annotations

import argparse

import cv2
import gradio as gr
import numpy as np
from numpy.typing import NDArray

from audit.load import find_model, load_model
from audit.serve.seeing.document import as_seen
from audit.serve.seeing.models import load_shown
from audit.serve.seeing.sight import look_at

Seen = tuple[NDArray[np.uint8] | None, dict[str, float] | None, str, NDArray[np.uint8] | None]


def main() -> None:
    """Serve the app."""
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="emotion7")
    options.add_argument("--port", type=int, default=8500)
    asked = options.parse_args()
    model = load_shown(load_model(find_model(asked.model)))

    def look(picture: NDArray[np.uint8] | None) -> Seen:
        if picture is None:
            return None, None, "", None
        sight = look_at(picture, [model], live=True)
        drawn = picture.copy()
        if not sight.faces:
            return drawn, None, sight.sentence, None
        for face in sight.faces:
            if face.box is not None:
                box = face.box
                cv2.rectangle(drawn, (box.x, box.y), (box.x + box.width, box.y + box.height), (0, 114, 178), 2)
        (answer, *_) = sight.faces[0].answers
        if answer.probabilities is None or answer.reading is None or answer.seen is None:
            return drawn, None, answer.reason, None
        said = dict(zip(model.spec.labels.emotions, answer.probabilities.tolist(), strict=True))
        return drawn, said, answer.reading.sentence, as_seen(answer.seen, model.spec.contract).squeeze()

    with gr.Blocks() as page:
        camera = gr.Image(
            sources=["webcam"], streaming=True, webcam_options=gr.WebcamOptions(mirror=False), elem_id="camera"
        )
        shown = [gr.Image(elem_id="answer"), gr.Label(), gr.Textbox(label="Reading"), gr.Image(label="As seen")]
        camera.stream(look, camera, shown, stream_every=0.02, time_limit=3600, show_progress="hidden")
    page.launch(server_port=asked.port, server_name="127.0.0.1", quiet=True)


if __name__ == "__main__":
    main()
