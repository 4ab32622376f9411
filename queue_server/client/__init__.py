"""How the programs of a hall talk to the queue server: commands, the event feed and the durable outbox."""

from queue_server.client.devices import DeviceReporter
from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.feed import EventFeed, FeedBack, FeedItem, FeedLost
from queue_server.client.feed_thread import FeedThread
from queue_server.client.http import QueueClient, WindowVerb
from queue_server.client.outbox import Outbox
from queue_server.client.request_id import new_request_id
from queue_server.client.retry import Backoff, retrying
from queue_server.client.server_clock import ServerClock
from queue_server.client.token import TokenUnusable, read_token

__all__ = [
    "Backoff",
    "DeviceReporter",
    "EventFeed",
    "FeedBack",
    "FeedItem",
    "FeedLost",
    "FeedThread",
    "Outbox",
    "QueueClient",
    "Refused",
    "ServerClock",
    "ServerUnreachable",
    "TokenUnusable",
    "WindowVerb",
    "new_request_id",
    "read_token",
    "retrying",
]
