"""Effects carried out: prepared as steps, frozen, performed, and settled with what truly became of them."""
