"""What we ask for and until when: a call is data, exported to and imported from one YAML file."""
