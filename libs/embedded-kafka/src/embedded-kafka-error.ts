/** Why the broker cannot run: one line that says what to do. `not_installed`: Java or Kafka's jars cannot be had here. */
export class EmbeddedKafkaError extends Error {
  override readonly name = 'EmbeddedKafkaError';
  readonly code = 'embedded_kafka';
  readonly reason: 'not_installed' | 'not_started';

  constructor(reason: 'not_installed' | 'not_started', message: string) {
    super(message);
    this.reason = reason;
  }
}
