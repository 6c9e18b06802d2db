import { EventStoreUrlInvalid } from '../event-store-errors.ts';
import { openEventStore } from '../open-event-store.ts';
import { connectionString } from './connection-string.ts';

const SECRET = 'hunter2';

describe('the URL of an EventStoreDB', () => {
  it.each([
    ['esdb://host', 'esdb://host'],
    [
      'esdb://admin:changeit@one:2113,two:2113,three:2113?tls=true',
      'esdb://admin:changeit@one:2113,two:2113,three:2113?tls=true',
    ],
    ['kurrentdb://10.0.0.1:2113/?nodePreference=leader', 'esdb://10.0.0.1:2113?nodePreference=leader'],
    ['esdb+discover://log.example?tls=false', 'esdb+discover://log.example?tls=false'],
    ['kurrentdb+discover://a%40b:c%3Ad@log.example:2113', 'esdb+discover://a%40b:c%3Ad@log.example:2113'],
  ])('reads %s', (url, expected) => {
    expect(connectionString(url)).toBe(expected);
  });

  it.each([
    ['http://host:2113', /expected postgres:.* or esdb:/],
    ['esdb://', /expected esdb/],
    [`esdb://${SECRET}@host`, /user:password/],
    [`esdb://admin:%zz${SECRET}@host`, /user:password/],
    [`esdb://admin:${SECRET}@host:port`, /"host:port" is not host:port/],
    [`esdb://admin:${SECRET}@one,,two`, /"" is not host:port/],
    [`esdb://admin:${SECRET}@host?tsl=false`, /no option "tsl"; known are/],
    [`esdb://admin:${SECRET}@host?tls=`, /tls is true or false/],
    [`esdb://admin:${SECRET}@host?tls=perhaps`, /tls is true or false/],
    [`esdb://admin:${SECRET}@host?tlsCAFile=/no/such/file`, /File was not found/],
    [`esdb://admin:${SECRET}@host?keepAliveInterval=often`, /keepAliveInterval is a whole number/],
    [`esdb://admin:${SECRET}@host?nodePreference=nearest`, /nodePreference is leader, follower/],
  ])('does not read %s, says why, and repeats no password', async (url, reason) => {
    const error: unknown = await openEventStore({ url }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(EventStoreUrlInvalid);
    expect(String(error)).toMatch(reason);
    expect(String(error)).not.toContain(SECRET);
  });
});
