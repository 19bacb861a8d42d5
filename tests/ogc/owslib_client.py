"""Reads a map service with OWSLib: its collections, what can be asked, and all features of one collection that fit a filter.

    owslib_client.py URL BEARER_TOKEN COLLECTION FILTER LIMIT

Writes what it saw as one JSON document.
"""

import json
import sys
from urllib.parse import parse_qs, urlparse

from owslib.ogcapi.features import Features

url, token, collection, question, limit = sys.argv[1:]
service = Features(url, headers={"Authorization": f"Bearer {token}"} if token else None)
found, pages, asked = [], 0, {"limit": int(limit)}
if question:
    asked.update({"filter": question, "filter-lang": "cql2-text"})
while True:
    page = service.collection_items(collection, **asked)
    pages += 1
    found.extend(feature["properties"]["code"] for feature in page["features"])
    following = [link["href"] for link in page["links"] if link["rel"] == "next"]
    if not following:
        break
    asked = {name: values[0] for name, values in parse_qs(urlparse(following[0]).query).items()}
json.dump(
    {
        "conformance": service.conformance()["conformsTo"],
        "collections": service.feature_collections(),
        "queryables": sorted(service.collection_queryables(collection)["properties"]),
        "pages": pages,
        "codes": found,
    },
    sys.stdout,
)
