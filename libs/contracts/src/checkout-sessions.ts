/** What other contexts may ask the session service. */
export interface CheckoutSessions {
  /** Resolves when nothing of the session's last confirmation is open any more, at the latest after `timeoutMs` or at `signal`. */
  awaitSettled(sessionId: string, timeoutMs: number, signal?: AbortSignal): Promise<void>;
  /** The hosted page, without a query, when the session is paid there; null when its merchant has a page. */
  hostedPage(sessionId: string): Promise<string | null>;
}

/** Nest's injection token of `CheckoutSessions`. */
export const CHECKOUT_SESSIONS = Symbol('CheckoutSessions');
