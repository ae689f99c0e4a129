"""`python -m attending`: the same as the `attending` command."""

from attending.app.cli import main

if __name__ == "__main__":
    main()
