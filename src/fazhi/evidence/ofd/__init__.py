"""OFD (GB/T 33190-2016): its words and its pages. Runs in the process of its own; every file is a stranger's."""
