import { publicEvents, type PublicEventType } from '../events/public-events.ts';
import { topics } from '../events/topics.ts';
import { type Channel, channels, isOn } from './channels.ts';
import { message } from './message.ts';
import { schemas } from './schemas.ts';

const DESCRIPTION = `What Counterfoil’s services tell each other, and every team of the house, over Kafka (\`MESSAGING_URL=kafka://…\`).

Every event is in the event log before it is here. It is a CloudEvent 1.0 in binary mode: its attributes are headers, the
message’s value is its data. It comes **at least once**: know a repetition by \`ce_id\`, in the transaction of the effect.
Messages with one key come in order; between keys, and between topics, there is no order. Amounts are integers in the minor
unit of their currency. The schemas say all that is sent by this version; a later one may add fields. A change that would break a
reader is a new type, whose name ends in \`v2\`.`;

const servers = {
  kafka: {
    host: '{brokers}',
    protocol: 'kafka',
    title: 'The brokers of the installation',
    variables: {
      brokers: { default: '127.0.0.1:9092', description: 'host:port, several separated by commas: MESSAGING_URL' },
    },
  },
};

/** As a topic is made, unless the settings say otherwise. */
const TOPIC = { partitions: 6, replicas: 1, topicConfiguration: { 'retention.ms': -1 } };

const types = Object.keys(publicEvents) as readonly PublicEventType[];
const typesOn = (channel: Channel): readonly PublicEventType[] => types.filter(type => isOn(channel, type));

const describeChannel = (channel: Channel) => ({
  address: topics[channel.name],
  title: channel.title,
  summary: `What the ${channel.service} service tells`,
  description: `The key is the ${channel.aggregate}’s id: the events of one come in order. They stay for ever; partitions and copies are what KAFKA_PARTITIONS and KAFKA_REPLICATION say.`,
  servers: [{ $ref: '#/servers/kafka' }],
  messages: Object.fromEntries(typesOn(channel).map(type => [type, { $ref: `#/components/messages/${type}` }])),
  bindings: { kafka: { topic: topics[channel.name], ...TOPIC, bindingVersion: '0.5.0' } },
});

const describeOperation = (channel: Channel) => ({
  action: 'send',
  channel: { $ref: `#/channels/${channel.name}` },
  title: `Tell of ${channel.title.toLowerCase()}`,
  messages: typesOn(channel).map(type => ({ $ref: `#/channels/${channel.name}/messages/${type}` })),
});

/** The AsyncAPI 3.0 document of every public event. */
export const asyncApiDocument = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Counterfoil events',
    version: '1',
    description: DESCRIPTION,
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: 'application/json',
  servers,
  channels: Object.fromEntries(channels.map(channel => [channel.name, describeChannel(channel)])),
  operations: Object.fromEntries(channels.map(channel => [`${channel.name}.tell`, describeOperation(channel)])),
  components: {
    messages: Object.fromEntries(
      channels.flatMap(channel => typesOn(channel).map(type => [type, message(type, channel)])),
    ),
    schemas: schemas(),
  },
});
