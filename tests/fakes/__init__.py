"""Local doubles of the services that Portero talks to: real HTTP, own processes, own state."""
