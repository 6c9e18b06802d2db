import { cloudEventType, type PublicEvent } from '@counterfoil/messaging';

/** A public event about payment pay_1, of a request with trace id 0af7651916cd43dd8448eb211c80319c. */
export const messageOf = (type: string): PublicEvent => ({
  specversion: '1.0',
  id: '75c10367-ca36-5059-8d0d-a4f716d906a2',
  type: cloudEventType(type),
  source: '/counterfoil/payment',
  subject: 'pay_1',
  time: '2026-11-21T10:00:00.000Z',
  datacontenttype: 'application/json',
  data: { payment: { id: 'pay_1' } },
  merchantid: 'mer_1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-75c10367ca365059-01',
});
