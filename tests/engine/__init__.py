"""The real Pulumi engine runs the real program and pack here, against a stand-in for the cloud."""
