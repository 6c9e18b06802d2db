import type { RunningProduct } from '../running-product.ts';
import { webhookClient } from '../webhooks/client.ts';
import { startReceiver } from '../webhooks/receiver.ts';

/** What a merchant was told, and its endpoint's secrets. */
export interface Heard {
  readonly texts: string[];
  readonly secrets: readonly string[];
}

/** A merchant hears all that `happens`, at a server that answers with the endpoint's secrets and `echoed`. */
export const hearWebhooks = async (
  { merchant }: RunningProduct,
  echoed: readonly string[],
  happens: () => Promise<void>,
): Promise<Heard> => {
  const webhooks = webhookClient(merchant);
  const receiver = await startReceiver();
  const created = (await webhooks.create({ url: receiver.url }, 'endpoint')).body.webhook_endpoint;
  const rotated = (await webhooks.rotate(created.id, { overlap_s: 3_600 })).body.webhook_endpoint;
  const secrets = [created.secret, rotated.secret];
  receiver.answer(response => void response.writeHead(200).end([...echoed, ...secrets].join(' and ')));
  await happens();
  const sent = (await webhooks.test(created.id)).body.webhook_delivery;
  await webhooks.untilDelivery(sent.id, 'DELIVERED');
  const answers = [await webhooks.deliveries(created.id, 'limit=100'), await webhooks.events('limit=100')];
  await webhooks.remove(created.id);
  await receiver.close();
  return { texts: [...answers, ...receiver.received].map(({ text }) => text), secrets };
};
