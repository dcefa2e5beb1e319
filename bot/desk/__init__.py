"""What coordinators and supporters see and press in Slack. Pure rendering, and the read-only steps of modals."""
