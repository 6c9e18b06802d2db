import type { Connector } from '../connector.ts';
import { PATIENT_MS, type ProviderUnderTest } from './provider-under-test.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

/** Whose word a connector takes. */
export const callingBack = (provider: () => ProviderUnderTest): void =>
  describe('is called back', () => {
    let connector: Connector;
    let body: Buffer;
    beforeAll(() => {
      connector = provider().connect(PATIENT_MS);
      body = Buffer.from(provider().callback('cb_1', 'ch_ü1', 'ch_ü1'));
    });
    const signed = (bytes: Buffer, time = now, eventId = 'cb_1') => provider().sign(eventId, bytes, time);
    /** The proof with one of its headers changed, for each of them. */
    const forged = (change: (value: string) => readonly (string | undefined)[]) =>
      Object.entries(signed(body)).flatMap(([name, value]) =>
        change(value).map(other => ({ ...signed(body), [name]: other })),
      );

    it('with news about a reference', () => {
      expect(connector.parseCallback(body, signed(body), now)).toEqual({
        ...{ eventId: 'cb_1', reference: 'ch_ü1', dispute: null },
      });
    });

    it('with news about a refund, and takes it for news about its charge', () => {
      const news = Buffer.from(provider().callback('cb_2', 're_1', 'ch_1'));
      expect(connector.parseCallback(news, signed(news, now, 'cb_2'), now)).toEqual({
        eventId: 'cb_2',
        reference: 'ch_1',
        dispute: null,
      });
    });

    it('with news about a dispute of a charge', () => {
      const news = Buffer.from(provider().disputeCallback('cb_3', 'ch_1', 'dsp_1'));
      expect(connector.parseCallback(news, signed(news, now, 'cb_3'), now)).toEqual({
        ...{ eventId: 'cb_3', reference: 'ch_1', dispute: 'dsp_1' },
      });
    });

    it.each(['\u0000', 'cb\u0000', '\n', '\u001b[1m', '\u0085', '\ud800', 'a\udfff', 'x'.repeat(256)])(
      'and makes nothing of the id %j, which no log could keep or show',
      id => {
        const inEvent = Buffer.from(provider().callback(id, 'ch_1', 'ch_1'));
        expect(connector.parseCallback(inEvent, signed(inEvent, now, id), now)).toBeNull();
        const inCharge = Buffer.from(provider().callback('cb_1', id, id));
        expect(connector.parseCallback(inCharge, signed(inCharge), now)).toBeNull();
        const inDispute = Buffer.from(provider().disputeCallback('cb_1', 'ch_1', id));
        expect(connector.parseCallback(inDispute, signed(inDispute), now)).toBeNull();
      },
    );

    it.each([-299, 299])('and listens %i seconds from the time of signing', seconds => {
      expect(connector.parseCallback(body, signed(body, at(seconds)), now)).not.toBeNull();
    });

    it.each([-301, 301, -86_400])('and does not %i seconds from it', seconds => {
      expect(connector.parseCallback(body, signed(body, at(seconds)), now)).toBeNull();
    });

    it('and hears no body that was changed, in any of its bytes', () => {
      const signature = signed(body);
      for (const index of body.keys()) {
        const changed = Buffer.from(body);
        changed[index]! ^= 1;
        expect(connector.parseCallback(changed, signature, now)).toBeNull();
      }
      for (const other of [Buffer.alloc(0), Buffer.concat([body, Buffer.from(' ')]), body.subarray(1)])
        expect(connector.parseCallback(other, signature, now)).toBeNull();
    });

    it('and hears nothing under a proof that was changed, in any of its characters', () => {
      const changed = forged(value =>
        Array.from(value).flatMap((character, index) => [
          `${value.slice(0, index)}${character === '0' ? '1' : '0'}${value.slice(index + 1)}`,
          value.slice(0, index),
        ]),
      );
      expect(changed.length).toBeGreaterThan(64);
      for (const headers of changed) expect(connector.parseCallback(body, headers, now)).toBeNull();
    });

    it('and hears nothing under what is no proof', () => {
      const none = [undefined, '', ' ', 'undefined', ',', '=', 't=,v1=', '\u0000', 'ü'.repeat(64), 'a'.repeat(100_000)];
      for (const headers of [{}, ...forged(() => none)]) expect(connector.parseCallback(body, headers, now)).toBeNull();
    });

    it.each([
      '',
      'not JSON',
      '{',
      'null',
      '[]',
      '"ch_1"',
      '1',
      '{}',
      '{"id":1,"reference":2}',
      '{"id":"","reference":""}',
    ])('and makes nothing of a signed %p', text => {
      const bytes = Buffer.from(text);
      expect(connector.parseCallback(bytes, signed(bytes), now)).toBeNull();
    });

    it('and makes nothing of signed bytes that are no text', () => {
      const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3]);
      expect(connector.parseCallback(bytes, signed(bytes), now)).toBeNull();
    });
  });
