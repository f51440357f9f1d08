"""Selection: which consignments a post opens with the people it has, and how good that choice was."""
