"""The plan: the reader turns an issued document into a plan, the catalogue holds the indicator editions."""
