"""The door for a site's own networks: a folder with a card, a description and an ONNX file or a MONAI bundle."""

from attending.imaging.own.folder import OwnNetwork, Refused, read_networks
from attending.imaging.own.look import examine_own
from attending.imaging.own.trial import try_network

__all__ = ["OwnNetwork", "Refused", "examine_own", "read_networks", "try_network"]
