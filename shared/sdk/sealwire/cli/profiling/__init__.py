"""The commands `sealwire profile ...`: a module for each room of the service."""
