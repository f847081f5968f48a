"""Pure rules: the standard library and this package, nothing else."""
