"""``python -m dispatch`` is the console command."""

from dispatch.cli import main

main()
