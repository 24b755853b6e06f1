"""The image of the application, built and run as ECS would run it: by Docker or podman, where `make image` asks for it.

`tests/app/test_image.py` reads the Dockerfile. These tests build it, for the machine's architecture, look at what is in
the image, and confine it as the definition of its task does. What Fargate makes of that definition they cannot show.
"""
