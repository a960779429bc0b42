"""What the broker lets each process do: commands come from the gateway alone, facts from their own service alone."""

from __future__ import annotations

import uuid

import amqp
import kombu
import pytest

from deploy.rabbitmq.definitions import RPC_EXCHANGE, USERS


@pytest.fixture
def channel_of(servers):
    """A way to sign in to the broker as one of its users."""
    connections = []

    def channel(user: str):
        connection = kombu.Connection(servers.amqp_uri_for(user), transport_options={"confirm_publish": True})
        connections.append(connection)
        opened = connection.channel()
        kombu.Exchange(RPC_EXCHANGE, type="topic", durable=True)(opened).declare()
        return opened

    yield channel
    for connection in connections:
        connection.release()


def publish(channel, exchange: str, routing_key: str) -> None:
    """Publish and wait for the broker's word."""
    channel.basic_publish_confirm(amqp.Message("{}"), exchange=exchange, routing_key=routing_key)


@pytest.mark.parametrize("user", USERS)
def test_only_the_gateway_may_send_commands(channel_of, user):
    channel = channel_of(user)
    if user == "gateway":
        publish(channel, RPC_EXCHANGE, "projects.achieve_milestone")
    else:
        with pytest.raises(amqp.exceptions.AccessRefused):
            publish(channel, RPC_EXCHANGE, "projects.achieve_milestone")


@pytest.mark.parametrize("user", USERS)
def test_every_process_may_reply(channel_of, user):
    publish(channel_of(user), RPC_EXCHANGE, str(uuid.uuid4()))


def test_notifications_may_ask_people_for_contact_details_and_nothing_else(channel_of):
    publish(channel_of("notifications"), RPC_EXCHANGE, "people.contact_details")
    with pytest.raises(amqp.exceptions.AccessRefused):
        publish(channel_of("notifications"), RPC_EXCHANGE, "people.contact_details.change")


def test_a_service_may_publish_its_own_facts_only(channel_of):
    channel = channel_of("projects")
    channel.exchange_declare("projects.events", "topic", durable=True, auto_delete=False)
    publish(channel, "projects.events", "milestone.achieved")
    channel.exchange_declare("outputs.events", "topic", durable=True, auto_delete=False)
    with pytest.raises(amqp.exceptions.AccessRefused):
        publish(channel, "outputs.events", "output.published")


def test_the_gateway_may_publish_no_facts(channel_of):
    channel = channel_of("gateway")
    channel.exchange_declare("outputs.events", "topic", durable=True, auto_delete=False)
    with pytest.raises(amqp.exceptions.AccessRefused):
        publish(channel, "outputs.events", "output.published")


def test_a_service_may_subscribe_to_another_service_and_bind_its_rpc_queue(channel_of):
    channel = channel_of("notifications")
    channel.exchange_declare("reporting.events", "topic", durable=True, auto_delete=False)
    channel.exchange_declare("notifications.dead", "fanout", durable=True, auto_delete=False)
    arguments = {"x-queue-type": "quorum", "x-dead-letter-exchange": "notifications.dead"}
    channel.queue_declare("notifications.facts", durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind("notifications.facts", "reporting.events", "report.submitted")
    channel.queue_declare("rpc-notifications", durable=True, auto_delete=False)
    channel.queue_bind("rpc-notifications", RPC_EXCHANGE, "notifications.*")
    channel.basic_consume("notifications.facts")


def test_a_service_may_not_read_the_queue_of_another(channel_of, servers):
    with kombu.Connection(servers.amqp_uri) as administrator:
        administrator.channel().queue_declare("people.secrets", durable=True, auto_delete=False)
    with pytest.raises(amqp.exceptions.AccessRefused):
        channel_of("outputs").basic_consume("people.secrets")


def test_a_relay_may_look_whether_the_projectors_queue_is_there(channel_of, servers):
    with kombu.Connection(servers.amqp_uri) as administrator:
        administrator.channel().queue_declare("reporting.projector", durable=True, auto_delete=False)
    channel_of("people").queue_declare("reporting.projector", passive=True)
