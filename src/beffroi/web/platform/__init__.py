"""What every service's screens stand on: tenants, people, ledger, jobs, register, look."""
