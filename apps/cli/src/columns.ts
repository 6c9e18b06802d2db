/** What is longer is cut: nobody reads a key set in a table. */
const WIDEST = 60;

const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

/** Rows of text, column below column; the last one may be as long as it is. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const shown = rows.map(row => [...row.slice(0, -1).map(cut), row.at(-1) ?? '']);
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map(row => row[column]?.length ?? 0)));
  return shown
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
