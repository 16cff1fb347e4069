"""The animator as a Space of the Hugging Face Hub; it runs as well anywhere else: `python app.py`."""

import os

from derivative_manim.app.server import serve

if __name__ == "__main__":
    # A Space says where it wants to be reached.
    serve(os.environ.get("GRADIO_SERVER_NAME", "0.0.0.0"), int(os.environ.get("GRADIO_SERVER_PORT", "7860")))  # noqa: S104 - all addresses, as a Space has to
