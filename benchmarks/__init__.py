"""Speed and memory, measured beside floors in the same run. `python -m benchmarks` writes docs/performance.md."""
