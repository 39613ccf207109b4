"""What the end-to-end tests drive the hub with: its process, its API, telephones, and an ear."""
