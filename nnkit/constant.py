"""What activations and losses are: constants, of which there is one each, however often they are copied or stored."""

import sys
from dataclasses import fields


class Constant:
    """A base for frozen dataclasses with a `name`: a copy is the object itself.

    So is a pickled one that its module has under its name: a copied or stored network asks `f is step`, and training
    `loss is squared`, as the original does.
    """

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        if getattr(sys.modules[type(self).__module__], self.name, None) is self:
            return self.name
        return type(self), tuple(getattr(self, field.name) for field in fields(self))
