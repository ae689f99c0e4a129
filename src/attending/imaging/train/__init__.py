"""How the imaging networks were made: `attending train imaging-…`; needs the extra `[imaging-train]`.

Nothing in here imports the rest of the package, so that the folder can be carried to a machine with an accelerator
and run there as it stands (`python -m train.job …`).
"""
