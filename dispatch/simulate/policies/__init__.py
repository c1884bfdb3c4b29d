"""Who decides during a simulated day, and how; see `dispatch.simulate.policies.policy`."""
