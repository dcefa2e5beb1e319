"""The whole product beside both simulators, and one story played through it."""
