"""A real head's matrices against what the model recorded."""

import numpy as np

from lib import precompute
from lib.anatomy.network import from_folder
from lib.anatomy.real_head import real_head
from lib.model import checkpoints
from lib.model.reading import Reading


def test_hidden_state_times_the_stored_rows_is_what_every_real_head_recorded():
    checkpoint = checkpoints.CATALOGUE[checkpoints.SHIPPED]
    reading = Reading.load(precompute.opening_path(checkpoint))
    network = from_folder(checkpoint.folder)
    passed = network.run(reading)
    for layer in range(reading.layers):
        for head in range(reading.heads):
            real = real_head(network, passed, reading, layer, head)
            assert max(real.difference(name) for name in "QKV") < 1e-4
    assert real.weights["Q"].shape == (reading.head_dim, real.hidden.shape[1])
    # Another head's rows would not do.
    assert np.abs(real.computed("K") - reading.key[0, 0]).max() > 0.1
