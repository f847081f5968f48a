"""What people see: one surface a file, each a pure function from a read model to a message, a modal or a Home."""
