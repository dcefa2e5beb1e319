"""`tsunagu compare-models`: what each intake model would ask of people, from a month of cases."""
