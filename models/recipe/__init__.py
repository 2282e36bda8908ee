"""The recipe: trains, evaluates and exports the model packs that the app loads.

Run it from the folder `models/` as `python -m recipe <command>`; `models/README.md` walks through the commands.
"""
