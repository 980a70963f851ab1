#!/usr/bin/env python3
"""A write policy in Python that speaks the protocol of strfry's plugins; its orders are the contents of events."""
import json
import sys


def decide(request):
    if request["type"] in ("req", "count"):
        if 4 in request["filter"].get("kinds", []):
            return {"id": request["id"], "action": "reject", "msg": "restricted: no direct messages"}
        return {"id": request["id"], "action": "accept"}
    event = request["event"]
    answer = {"id": event["id"], "action": "accept"}
    if event["content"] == "reject":
        answer.update(action="reject", msg="rate-limited: slow down")
    elif event["content"] == "reject without prefix":
        answer.update(action="reject", msg="not \"here\" \u2192 there")
    elif event["content"] == "reject without text":
        answer.update(action="reject")
    elif event["content"] == "shadow":
        answer.update(action="shadowReject", msg="nobody sees this")
    elif event["content"] == "tell":
        told = {name: value for name, value in request.items() if name not in ("event", "receivedAt")}
        told["members"] = list(event)
        told["isTime"] = isinstance(request["receivedAt"], int)
        answer.update(action="reject", msg="blocked: " + json.dumps(told, sort_keys=True))
    return answer


print("ready", file=sys.stderr, flush=True)
for line in sys.stdin:
    print(json.dumps(decide(json.loads(line))), flush=True)
