export { paymentAggregate } from './payment-aggregate.ts';
export { PaymentModule } from './payment.module.ts';
export { paymentPublisher } from './public-events.ts';
