"""How the checkpoint in models/ was made: corpus → vocabulary → tokens → training → evaluation."""
