"""How often events of each confidence are in the gold record: confidence.py TOOLS GOLD.jsonl PREDICTED.jsonl"""

import collections
import sys

sys.path.insert(0, sys.argv[1])
import score

gold, predicted = score.load(sys.argv[2]), score.load(sys.argv[3])
found, right = collections.Counter(), collections.Counter()
for name, document in gold.items():
    record = predicted[name]
    actors = {actor["id"]: actor for actor in record["actors"]}
    golds = [score.Event(document, event) for event in document["events"]]
    events = [score.Event(document, event, actors) for event in record["events"]]
    matched = dict((j, golds[i]) for i, j in score.align(golds, events))
    for j, event in enumerate(record["events"]):
        if j in matched and matched[j].neutral:
            continue
        step = min(int(10 * event["confidence"]), 9)
        found[step] += 1
        right[step] += j in matched
for step in sorted(found):
    print(f"{step / 10:.1f} to {(step + 1) / 10:.1f}  {found[step]:4} events, {right[step] / found[step]:.2f} of them in gold")
