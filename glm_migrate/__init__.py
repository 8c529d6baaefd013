"""Move Python code from older GLM chat models to the target of the vendor's migration guide."""

__version__ = "0.1.0"
