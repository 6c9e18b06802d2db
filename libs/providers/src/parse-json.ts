/** What a provider wrote; undefined for what is no JSON, which no schema takes. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema says so.
  }
};
