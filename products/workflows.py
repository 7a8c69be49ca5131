"""Every workflow of this layer; imported once the apps are ready, so that the engine knows them."""

from products.identified.workflow import PRODUCT

ALL = (PRODUCT,)
