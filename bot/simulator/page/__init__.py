"""The one page of the simulators: plain HTML, CSS and ES modules, read as they lie here."""
