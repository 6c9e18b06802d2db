// Loaded into the product before itself: tells on stdout every route that it declares, and not its provider's.
import { subscribe } from 'node:diagnostics_channel';

const tell = ({ method, url }) => {
  for (const name of [method].flat()) process.stdout.write(`route ${name} ${url}\n`);
};

if (process.argv[1].includes('standalone'))
  subscribe('fastify.initialization', ({ fastify }) => fastify.addHook('onRoute', tell));
