#!/usr/bin/env python3
"""Takes 20 ms for every event, many at a time, and tells the most it ever had when the content is "report"."""
import asyncio
import json
import sys


async def main():
    open_questions = most = 0

    async def answer(event):
        nonlocal open_questions
        if event["content"] == "report":
            reply = {"id": event["id"], "action": "reject", "msg": f"blocked: {most}"}
        else:
            await asyncio.sleep(0.02)
            reply = {"id": event["id"], "action": "accept"}
        open_questions -= 1
        print(json.dumps(reply), flush=True)

    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks = set()
    while line := await reader.readline():
        open_questions += 1
        most = max(most, open_questions)
        task = asyncio.create_task(answer(json.loads(line)["event"]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


asyncio.run(main())
