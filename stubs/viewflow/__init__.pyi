# What we use of viewflow 2.4, as it behaves; grown as the need arises. Only flows imports it.
from viewflow.this_object import this as this
