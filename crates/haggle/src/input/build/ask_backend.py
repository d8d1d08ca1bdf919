# Runs inside the isolation: asks a build backend (PEP 517) for metadata, and writes it to the standard output.
# Arguments: the folder of the source, the folders of the backend as JSON, the backend, and whether its own requirements are there.
import importlib
import json
import os
import sys

# What the backend prints is not the answer.
answer = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)

source, folders, backend, are_there = sys.argv[1:]
sys.path[:0] = [os.path.join(source, folder) for folder in json.loads(folders)] + ["/site"]
os.chdir(source)
module, _, attributes = backend.partition(":")
hooks = importlib.import_module(module)
for attribute in filter(None, attributes.split(".")):
    hooks = getattr(hooks, attribute)

if are_there == "no":
    further = getattr(hooks, "get_requires_for_build_wheel", None)
    further = list(further(None)) if further else []
    if further:
        answer.write(b"requires\n" + json.dumps(further).encode())
        answer.close()
        sys.exit(0)

os.mkdir("/work/out")
if hasattr(hooks, "prepare_metadata_for_build_wheel"):
    folder = hooks.prepare_metadata_for_build_wheel("/work/out", None)
    with open(os.path.join("/work/out", folder, "METADATA"), "rb") as file:
        text = file.read()
else:
    import zipfile

    wheel = zipfile.ZipFile(os.path.join("/work/out", hooks.build_wheel("/work/out", None, None)))
    (path,) = [path for path in wheel.namelist() if path.count("/") == 1 and path.endswith(".dist-info/METADATA")]
    text = wheel.read(path)
answer.write(b"metadata\n" + text)
answer.close()
