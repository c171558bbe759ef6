"""What is handed over: the ledger, the task table and the self-assessment report."""
