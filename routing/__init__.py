"""What happens to a case: facts in, decision out. Pure."""
