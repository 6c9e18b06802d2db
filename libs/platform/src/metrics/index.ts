export { Metrics } from './metrics.ts';
export { MetricsModule } from './metrics.module.ts';
