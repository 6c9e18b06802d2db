import { parseServiceDocument, type ServiceDocument } from '@counterfoil/platform/openapi';
import type { Logger } from '@counterfoil/platform/logging';
import type { Instances } from '@counterfoil/service/remote';
import type { Upstream } from './upstream.ts';

const TIMEOUT_MS = 5_000;

/** A service, and what it says that it serves; null while that is not known. */
export interface Known {
  readonly instances: Instances;
  readonly document: ServiceDocument | null;
}

/** What the services serve, as each says itself. */
export class Directory {
  private readonly documents = new Map<Instances, { readonly text: string; readonly document: ServiceDocument }>();

  constructor(
    private readonly services: readonly Instances[],
    private readonly upstream: Upstream,
    private readonly log: Logger,
  ) {}

  /** In the services' order. */
  known(): readonly Known[] {
    return this.services.map(instances => ({ instances, document: this.documents.get(instances)?.document ?? null }));
  }

  get isComplete(): boolean {
    return this.documents.size === this.services.length;
  }

  /**
   * Asks every service again, unless `stop` ends that. True when any says something else than before; one that does not
   * answer is as it was.
   */
  async refresh(stop?: AbortSignal): Promise<boolean> {
    const changes = await Promise.all(this.services.map(service => this.learn(service, stop)));
    return changes.includes(true);
  }

  private async learn(instances: Instances, stop?: AbortSignal): Promise<boolean> {
    try {
      const { status, text } = await this.upstream.get(instances, '/openapi.json', TIMEOUT_MS, stop);
      if (status !== 200) throw new Error(`it answers ${status}: ${text.slice(0, 200)}`);
      if (text === this.documents.get(instances)?.text) return false;
      this.documents.set(instances, { text, document: parseServiceDocument(JSON.parse(text)) });
      this.log.info({ service: instances.service }, 'the gateway has learned what a service serves');
      return true;
    } catch (error) {
      this.log.warn({ err: error, service: instances.service }, 'a service does not say what it serves');
      return false;
    }
  }
}
