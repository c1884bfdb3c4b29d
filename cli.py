"""The front door of a checkout: ``python cli.py`` is the console command ``dispatch``."""

from dispatch.cli import main

if __name__ == "__main__":
    main()
