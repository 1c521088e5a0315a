"""Prints every stored message of a subject as one JSON line: a consumer that shares no code with the daemon.

Usage: read_bus.py URL SUBJECT
"""
import asyncio
import json
import sys

import nats
from nats.js.api import ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError


async def main(url: str, subject: str) -> None:
    connection = await nats.connect(url, connect_timeout=5)
    stream = connection.jetstream()
    try:
        name = await stream.find_stream_name_by_subject(subject)
    except NotFoundError:
        await connection.close()
        return
    config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
    subscription = await stream.subscribe(subject, stream=name, ordered_consumer=True, config=config)
    info = await subscription.consumer_info()
    for _ in range(info.num_pending + info.delivered.consumer_seq):
        message = await subscription.next_msg(timeout=5)
        headers = message.headers or {}
        line = {
            "subject": message.subject,
            "seq": message.metadata.sequence.stream,
            "msgId": headers.get("Nats-Msg-Id"),
            "event": json.loads(message.data),
        }
        print(json.dumps(line))
    await connection.close()


asyncio.run(main(sys.argv[1], sys.argv[2]))
