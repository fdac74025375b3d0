"""The modules of the SageMaker Python SDK. 3.x has those of 2.x in `sagemaker.core`."""

import logging
from importlib import import_module
from importlib.util import find_spec

logging.disable(logging.CRITICAL)

IS_3 = find_spec("sagemaker.core") is not None
MOVED = {"session": "helper.session_helper"}


def module(name):
    """The module that 2.x has as `sagemaker.{name}`."""
    return import_module(f"sagemaker.core.{MOVED.get(name, name)}" if IS_3 else f"sagemaker.{name}")
