"""How a variable of the environment is read: what cannot be read is refused with the way to write it."""

import ipaddress
import os

from django.core.exceptions import ImproperlyConfigured


def env_flag(name):
    """Return whether the variable is on; anything but the listed words is refused."""
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0.")
    return value in {"1", "true", "yes"}


def env_list(name):
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def env_number(name, default):
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number.")
    return int(value)


def env_networks(name):
    """Return the addresses and networks (10.0.0.0/8) that the variable lists."""
    try:
        return [ipaddress.ip_network(item) for item in env_list(name)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}; write addresses or networks, with commas.") from error
