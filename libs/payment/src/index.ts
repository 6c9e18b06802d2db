export { paymentApi } from './http/describe.ts';
export { paymentAggregate } from './payment-aggregate.ts';
export { PaymentModule } from './payment.module.ts';
export { paymentPublisher } from './public-events.ts';
export { paymentView } from './read-model/payment-view.ts';
export { refundView } from './read-model/refund-view.ts';
export { timeline } from './read-model/timeline.ts';
export { paymentSchema } from './read-model/schema.ts';
