"""A consumer that shares nothing with tetherd: reads alerts from the stream and from the bucket with nats-py, and prints them as JSON."""
import asyncio
import json
import sys

import nats


async def main(url: str, site: str) -> None:
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    subscription = await jetstream.pull_subscribe(f"tetherd.{site}.alert.>", stream=f"TETHERD_{site}_ALERTS")
    stream = []
    # Exactly what is there: asking for more waits for more, and how long that takes depends on the machine.
    waiting = (await subscription.consumer_info()).num_pending
    for message in await subscription.fetch(waiting, timeout=30):
        stream.append({"subject": message.subject, "id": message.headers["Nats-Msg-Id"], "event": json.loads(message.data)})
        await message.ack()
    bucket = await jetstream.key_value(f"tetherd_{site}_alerts")
    last = {key: json.loads((await bucket.get(key)).value) for key in await bucket.keys()}
    await connection.close()
    print(json.dumps({"stream": stream, "bucket": last}))


asyncio.run(main(*sys.argv[1:]))
