"""A month of cases played through the intake models, to see what each would ask of people. It names no winner."""
