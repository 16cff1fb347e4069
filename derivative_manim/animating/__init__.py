"""From a function as a person types it to a checked lesson: `derivative_manim.animate("x^2 sin x")`."""
