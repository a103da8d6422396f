"""Whether documents of OSCAL hold together, which no schema says: every id stands for one thing, every reference
leads to one, every control and objective is in the catalogue, and every control is accounted for.

    oscal.py CATALOG [DOCUMENT...]
"""
import json
import sys

failed = 0


def fail(path, message):
    global failed
    failed = 1
    print(f"{path}: {message}")


def walk(value, key=None):
    yield key, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from walk(member, name)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item, key)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check_ids(path, document):
    ids = [value for key, value in walk(document) if key == "uuid"]
    for twice in {one for one in ids if ids.count(one) > 1}:
        fail(path, f"{twice} stands for two things")
    for key, value in walk(document):
        refers = isinstance(key, str) and isinstance(value, str) and key.endswith("-uuid")
        if refers and value not in ids:
            fail(path, f"{key} {value} leads nowhere")
        if key == "href" and isinstance(value, str) and value.startswith("#") and value[1:] not in ids:
            fail(path, f"{value} leads nowhere")


def check_results(path, document, controls, objectives):
    for key, value in walk(document):
        if key in ("control-id", "with-ids") and isinstance(value, str) and value not in controls:
            fail(path, f"there is no control {value}")
        if key == "target-id" and value not in objectives:
            fail(path, f"there is no objective {value}")
    for result in document.get("assessment-results", {}).get("results", []):
        selection = result["reviewed-controls"]["control-selections"][0]
        if "props" not in selection and "findings" not in result:
            continue
        seen = {prop["value"] for prop in selection.get("props", [])}
        seen |= {finding["target"]["target-id"][:-len("_obj")] for finding in result.get("findings", [])}
        for missing in controls - seen:
            fail(path, f"{missing} is neither among the findings nor said to be not evaluated")


def main(paths):
    catalog = load(paths[0])
    nodes = [value for _, value in walk(catalog) if isinstance(value, dict) and "id" in value]
    controls = {node["id"] for node in nodes if "parts" in node and "title" in node and "class" in node}
    objectives = {node["id"] for node in nodes if node.get("name") == "assessment-objective"}
    ids = [node["id"] for node in nodes]
    for twice in {one for one in ids if ids.count(one) > 1}:
        fail(paths[0], f"{twice} stands for two things")
    for path in paths:
        document = load(path)
        check_ids(path, document)
        check_results(path, document, controls, objectives)
    sys.exit(failed)


main(sys.argv[1:])
