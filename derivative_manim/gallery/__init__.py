"""A static site to look at all lessons: posters, filters, code, steps as MathML, videos where there are some."""
