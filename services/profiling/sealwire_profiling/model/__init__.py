"""The risk model: what past findings say of a consignment, with reasons, and how far that can be trusted."""
