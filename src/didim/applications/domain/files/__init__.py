"""Files of firms: their bytes, how they come in, what is let in, the scan, the cabinet and the slots."""
