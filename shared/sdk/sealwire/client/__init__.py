"""The client: a home folder with a device's keys and its own copy of the log, and what is done with it."""
