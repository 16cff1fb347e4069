"""Models: loaded, quantised, given an adapter; two that need no Hub."""
