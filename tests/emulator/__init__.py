"""A rehearsal of the first deployment: the real AWS provider applies a stack to an emulator of AWS.

A plan says what a provider would ask for. Applying it shows what a plan cannot: the order in which things are made,
the requests that come of it, and that what each resource hands to the next is of the right form. Dev is taken down in
the end, which shows what refuses that, and what stays. The stack is applied in Terraform's words, as
`footing terraform` translates it. The emulator is moto's server, in an environment of its own (`make emulator`); it
makes what it knows of AWS, checks less than AWS does, and what it lacks is in `gaps.py`. So what fails here would
probably fail there, and what does not still may.
"""
