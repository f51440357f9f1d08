"""What the directory decides: values and rules, without network, database, framework or clock."""
