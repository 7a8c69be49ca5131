"""The wiring of the portal: settings, addresses, periodic jobs, and the supervisor behind `make run`."""
