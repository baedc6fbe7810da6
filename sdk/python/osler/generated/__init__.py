"""Made by generate.py out of schema/v1: the types of bodies and answers, and the namespaces."""
