import { describeOnKafka, testBrokers } from '@counterfoil/testing/kafka';
import { openKafkaMessaging } from '../../test/kafka-harness.ts';
import { messagingContract } from '../messaging.contract.ts';

describeOnKafka('with a broker', () => {
  messagingContract('Kafka', () => openKafkaMessaging(testBrokers));
});
