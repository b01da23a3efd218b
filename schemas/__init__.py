"""The contract of Canon: columns, tables, documents, vocabularies and errors."""
