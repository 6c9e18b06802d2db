// Loaded into the product before itself: it asks for names at WEBHOOK_TEST_NAME_SERVER, as if that were the machine's.
import { Resolver } from 'node:dns/promises';

const { resolve4 } = Resolver.prototype;

// The first question that a resolver is asked; while one is open it takes no other servers.
Resolver.prototype.resolve4 = function (name) {
  this.setServers([process.env.WEBHOOK_TEST_NAME_SERVER]);
  return resolve4.call(this, name);
};
