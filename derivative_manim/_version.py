"""The one version number, of the package, of the dataset and of its tag on the Hub."""

__version__ = "0.2.0"
