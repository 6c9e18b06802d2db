import { type Forwarded, IDENTITY_HEADER, type IdentitySigner } from '@counterfoil/platform/identity';
import { type Instances, send, type ServiceAnswer, type ServiceRequest } from '@counterfoil/service/remote';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/** What a service says of itself is shorter, bytes. */
const LONGEST = 4 * 1024 * 1024;

const textOf = async (body: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) throw new Error(`it answers more than ${LONGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

/** How the gateway reaches services. */
export class Upstream {
  constructor(
    private readonly signer: IdentitySigner,
    private readonly connections: Dispatcher,
  ) {}

  /** Asks `service` for somebody else: whichever instance answers, it works under the same ids. */
  async forward(service: Instances, forwarded: Forwarded, request: ServiceRequest): Promise<ServiceAnswer> {
    return this.send(service, request, await this.signer.forward(service.service, forwarded));
  }

  /** Asks `service` for the gateway itself; `timeoutMs` is for the whole answer. @throws also when it is longer than 4 MiB */
  async get(
    service: Instances,
    path: string,
    timeoutMs: number,
    stop?: AbortSignal,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const late = AbortSignal.timeout(timeoutMs);
    const signal = stop ? AbortSignal.any([stop, late]) : late;
    const request = { method: 'GET', path, headers: {}, body: null, timeoutMs, signal } as const;
    const { status, body } = await this.send(service, request, await this.signer.ask(service.service));
    return { status, text: Buffer.isBuffer(body) ? body.toString() : await textOf(body) };
  }

  private send(service: Instances, request: ServiceRequest, identity: string): Promise<ServiceAnswer> {
    const headers = { ...request.headers, [IDENTITY_HEADER]: identity };
    return send(service, { ...request, headers }, this.connections);
  }
}
