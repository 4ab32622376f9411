"""The message catalogues of everything that residents and staff read."""

from i18n.catalogue import Catalogue, CatalogueFault, Words

__all__ = ["Catalogue", "CatalogueFault", "Words"]
