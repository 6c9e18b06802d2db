/** How the product runs: as one process, or as `npm run start:services` does. */
export type Deployment = 'standalone' | 'services';

/** The baseline first. */
export const DEPLOYMENTS: readonly Deployment[] = ['standalone', 'services'];

/** What there is beside the product's own processes, as it is when nobody sets it. */
export const describeDeployment = (deployment: Deployment): string =>
  deployment === 'standalone'
    ? 'standalone: one process, the log carries events from context to context'
    : 'services: two gateways and two processes of each of the four services, real Kafka with one broker, 6 partitions a topic, acks all';

/** Two figures that are to be compared, as a ratio. */
export const ratio = (figure: number, baseline: number): string => (figure / baseline).toFixed(2);
