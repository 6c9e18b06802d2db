import type { Server } from 'node:http';
import { shutDown } from '@counterfoil/platform/http';
import type { Application } from './application.ts';

/** Requests in flight get this long, so that all of a stop stays below 10 s, milliseconds. */
const DRAIN_MS = 6_000;

/** Where to listen. Several gateways may share a port where the system lets them. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** Linux lets several listen on one port, and spreads connections over them. */
const CAN_SHARE = process.platform === 'linux';

/** Serves one application at a time on the same port. */
export class Serving {
  private listener: Application | undefined;
  private current: Application | undefined;

  constructor(private readonly at: Listening) {}

  /** What is served now. */
  get application(): Application | undefined {
    return this.current;
  }

  /**
   * From now on `next` is served; requests in flight are answered by the application before. The first one goes on to
   * listen for its successors: who has connected, or is about to, does not notice.
   */
  async serve(next: Application): Promise<void> {
    await next.init();
    const fastify = next.getHttpAdapter().getInstance();
    if (this.listener) {
      await fastify.ready();
      const server: Server = this.listener.getHttpServer();
      server.removeAllListeners('request').on('request', (request, response) => fastify.routing(request, response));
    } else {
      await fastify.listen({ ...this.at, ...(CAN_SHARE && { reusePort: true }) });
      this.listener = next;
    }
    this.current = next;
  }

  async stop(): Promise<void> {
    const { listener } = this;
    this.listener = undefined;
    this.current = undefined;
    if (listener) await shutDown(listener, DRAIN_MS);
  }
}
