import { PaymentLane, type Place } from './payment-lane.ts';
import { InMemory, type ReceiverMemory } from './receiver-memory.ts';
import { webhookVerifier, type VerifierOptions, type VerifyWebhook, type WebhookHeaders } from './verify.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { WebhookRefused, type RefusalCode } from './webhook-refused.ts';

export interface ReceiverOptions extends VerifierOptions {
  /** Does what the event asks for. When it rejects the event is sent again later. */
  readonly handle: (event: WebhookEvent, place: Place) => void | Promise<void>;
  /** Default: in memory, of this process. */
  readonly memory?: ReceiverMemory;
  /**
   * How long an event waits for those of its payment before it, milliseconds, well below the sender's deadline of 15 s. Default: 3000. Set it to
   * 0 when the endpoint takes some event types only: what it does not take is missing for ever.
   */
  readonly patienceMs?: number;
}

/** What became of a request: answer it with `status`. */
export type Receipt =
  | { readonly type: 'handled' | 'duplicate'; readonly status: 204; readonly event: WebhookEvent }
  | { readonly type: 'refused'; readonly status: 400 | 401; readonly code: RefusalCode; readonly detail: string };

const PATIENCE_MS = 3_000;
/** Those that come beyond do not wait: memory stays within bounds. */
const MAX_WAITING = 1_000;

interface OpenLane {
  readonly lane: Promise<PaymentLane>;
  /** Events that are in it or about to enter. */
  users: number;
}

const UNORDERED: Place = { missing: null, isLate: false };

const refusal = ({ code, message }: WebhookRefused): Receipt => ({
  type: 'refused',
  status: code === 'signature_mismatch' ? 401 : 400,
  code,
  detail: message,
});

/** Receives webhooks: verified, each once, those of a payment one after the other and in order. */
export class WebhookReceiver {
  private readonly verify: VerifyWebhook;
  private readonly handle: ReceiverOptions['handle'];
  private readonly memory: ReceiverMemory;
  private readonly patienceMs: number;
  private readonly underWay = new Map<string, Promise<Receipt>>();
  private readonly lanes = new Map<string, OpenLane>();

  /** @throws TypeError when the keys cannot be used */
  constructor({ handle, memory = new InMemory(), patienceMs = PATIENCE_MS, ...verifier }: ReceiverOptions) {
    this.verify = webhookVerifier(verifier);
    this.handle = handle;
    this.memory = memory;
    this.patienceMs = patienceMs;
  }

  /**
   * Takes one request: its body as the very bytes that came, and its headers. Resolves when the event is handled, which makes an answer of 2xx
   * true. Rejects as the handler or the memory does: answer 500, and the event is sent again.
   */
  async receive(body: Buffer | string, headers: WebhookHeaders): Promise<Receipt> {
    let event: WebhookEvent;
    try {
      event = this.verify(body, headers);
    } catch (error) {
      if (error instanceof WebhookRefused) return refusal(error);
      throw error;
    }
    return this.underWay.get(event.id) ?? this.begin(event);
  }

  private begin(event: WebhookEvent): Promise<Receipt> {
    const receipt = this.handleOnce(event).finally(() => this.underWay.delete(event.id));
    this.underWay.set(event.id, receipt);
    return receipt;
  }

  private async handleOnce(event: WebhookEvent): Promise<Receipt> {
    if (await this.memory.isHandled(event.id)) return { type: 'duplicate', status: 204, event };
    const work = async (place: Place): Promise<void> => {
      await this.handle(event, place);
      await this.memory.handled(event);
    };
    const { paymentId, sequence } = event;
    if (paymentId === null || sequence === null) await work(UNORDERED);
    else await this.inOrder(paymentId, sequence, work);
    return { type: 'handled', status: 204, event };
  }

  private async inOrder(paymentId: string, sequence: number, work: (place: Place) => Promise<void>): Promise<void> {
    const patienceMs = this.underWay.size > MAX_WAITING ? 0 : this.patienceMs;
    const open = this.lanes.get(paymentId) ?? { lane: this.openLane(paymentId), users: 0 };
    this.lanes.set(paymentId, open);
    open.users += 1;
    try {
      const lane = await open.lane;
      await lane.enter(sequence, patienceMs, work);
    } finally {
      open.users -= 1;
      if (open.users === 0) this.lanes.delete(paymentId);
    }
  }

  private async openLane(paymentId: string): Promise<PaymentLane> {
    return new PaymentLane(await this.memory.lastSequence(paymentId));
  }
}
