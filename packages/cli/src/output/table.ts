/** Rows of texts under titles; in a terminal that is too narrow, one block of lines for each row. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const widths = titles.map((title, place) =>
    Math.max(title.length, ...rows.map((row) => row[place]?.length ?? 0)),
  )
  const total = widths.reduce((sum, width) => sum + width, 2 * (titles.length - 1))
  if (total > columns) return rows.flatMap((row) => [...blockOf(titles, row), '']).slice(0, -1)
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, place) => (cells[place] ?? '').padEnd(width))
      .join('  ')
      .trimEnd()
  return [line(titles), ...rows.map(line)]
}

function blockOf(titles: readonly string[], [first = '', ...others]: readonly string[]): string[] {
  const width = Math.max(...titles.slice(1).map(({ length }) => length))
  const lines = others.map((cell, place) => `  ${(titles[place + 1] ?? '').padEnd(width)}  ${cell}`)
  return [first, ...lines.filter((_, place) => others[place] !== '')]
}
