export { freePort } from './free-port.ts';
export { freePortsOf } from './free-ports-of.ts';
