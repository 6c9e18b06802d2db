import { asyncApiDocument } from '@counterfoil/contracts/asyncapi';

const { info, channels, components } = asyncApiDocument();

/** What a message of this type carries, by name. */
const fieldsOf = (type: string): string => {
  const { properties = {} } = components.schemas[type] as { readonly properties?: object };
  return Object.keys(properties)
    .map(field => `\`${field}\``)
    .join(', ');
};

const row = (type: string): string => {
  const told = components.messages[type]?.tags.some(({ name }) => name === 'webhook') ?? false;
  const when = components.messages[type]?.summary ?? '';
  return `| \`${type}\` | ${when} | ${fieldsOf(type)} | ${told ? 'yes' : ''} |`;
};

const section = ({ address, title, description, messages }: (typeof channels)[string]): string =>
  [
    `## \`${address}\`\n\n${title}. ${description}\n`,
    '| event | when | data | webhook |\n| --- | --- | --- | --- |',
    ...Object.keys(messages).map(row),
  ].join('\n');

/** docs/events.md: every public event, by topic. */
export const eventsPage = (): string =>
  [
    '# Events',
    info.description,
    'On one machine nothing is sent: the services read the same events from the log. [asyncapi.json](asyncapi.json), also at `/asyncapi.json`, has every schema and an example of every message; a _webhook_ is what a merchant is told too, under the same id. [examples/internal-consumer](../examples/internal-consumer) listens to payments.',
    ...Object.values(channels).map(section),
    'This page is written by `npm run generate`.\n',
  ].join('\n\n');
