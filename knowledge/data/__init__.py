"""Files that ship with the product: taxonomy, national lines, glossary, examples, weights."""
