"""The animator in the browser: `derivative-manim app`, and the same as a Space of the Hugging Face Hub."""
