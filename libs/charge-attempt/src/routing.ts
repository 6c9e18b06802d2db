/** Which providers may take a payment, and why: kept in the attempt's first event. */
export interface Routing {
  /** The rule that decided. */
  readonly rule: string;
  /** In the order in which they are tried. */
  readonly candidates: readonly string[];
  readonly excluded: readonly { readonly provider: string; readonly reason: string }[];
}

/** The one rule while there is one provider: every payment goes to the first connector there is. */
export const route = (providers: readonly string[]): Routing => ({
  rule: 'default',
  candidates: providers,
  excluded: [],
});
