"""Tells each alert of tetherd once. Needs `pip install nats-py`. Set NATS_URL and TETHERD_SITE."""
import asyncio, json, os

import nats
from nats.js.api import ConsumerConfig


async def main():
    connection = await nats.connect(os.environ.get("NATS_URL", "nats://127.0.0.1:4222"), max_reconnect_attempts=-1)
    site = os.environ.get("TETHERD_SITE", "default")
    # The server remembers what is acknowledged. One message at a time, so that one that comes again cannot be overtaken.
    alerts = await connection.jetstream().pull_subscribe(
        f"tetherd.{site}.alert.>", durable="bridge-python", stream=f"TETHERD_{site}_ALERTS", config=ConsumerConfig(max_ack_pending=1))
    told = {}  # the last sequence of each alert: what is not newer has been told
    while True:
        try:
            [message] = await alerts.fetch(1, timeout=60)
        except nats.errors.TimeoutError:
            continue  # nothing new
        event = json.loads(message.data)
        data, alert = event["data"], (event["source"], event["data"]["fingerprint"])
        newer = event["sequence"] > told.get(alert, "")
        if newer and data["transitionKind"] != "repeated" and "silencedBy" not in data and "storm" not in data:
            print(f"{data['status']} [{data['severity']}] {data['annotations'].get('summary', data['fingerprint'])}", flush=True)  # put your chat here
        if newer:
            told[alert] = event["sequence"]
        await message.ack()  # only now: if this program ends before, the message comes again


asyncio.run(main())
