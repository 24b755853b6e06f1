"""What a person got wrong, told in one message that says where and what to do."""


class InputError(Exception):
    """Something that was given to `footing` is unusable. It ends with status 2 and without a traceback."""
