"""Reads PNG files (base64) and prints the size, mode and raw samples of each."""

import base64
import io
import json
import sys

from PIL import Image

answers = []
for encoded in json.load(sys.stdin):
    image = Image.open(io.BytesIO(base64.b64decode(encoded)))
    image.load()
    answers.append(
        {
            "size": list(image.size),
            "mode": image.mode,
            "bytes": base64.b64encode(image.tobytes()).decode(),
        }
    )
json.dump(answers, sys.stdout)
