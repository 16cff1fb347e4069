"""Problems as people and as programs read them: text, JSON, JUnit, and the annotations of GitHub Actions."""
