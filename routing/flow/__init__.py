"""How a region receives consultations, drawn from its settings: steps and arrows as plain values."""
