/** Where one broker listens and keeps its data. */
export interface Broker {
  readonly port: number;
  readonly controllerPort: number;
  readonly data: string;
}

/** `server.properties` of a broker that is all of its cluster (KRaft). */
export const serverProperties = ({ port, controllerPort, data }: Broker): string =>
  `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs=${data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
# After kill -9 the controller, which forgot nothing, waits this long before it lets the same broker in again.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
`;
