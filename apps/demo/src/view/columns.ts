import type { Paint, Style } from './format.ts'

/** One cell of a table: a text, or a text and its colour. */
export type Cell = string | { readonly text: string; readonly style: Style }

/** One column of a table. */
export type Column = {
  readonly heading: string
  /** The side its cells are pushed to. */
  readonly align: 'left' | 'right'
  /** Never narrower than this, so that a table that is drawn again and again does not jump. @default 0 */
  readonly width?: number
}

const gap = '  '

/** Lines of a table whose columns are as wide as their widest cell; the headings come first. */
export function columns(
  table: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string[] {
  const headings: Cell[] = table.map(({ heading }) => ({ text: heading, style: 'dim' }))
  const lines = [headings, ...rows]
  const widths = table.map(({ width = 0 }, index) =>
    Math.max(width, ...lines.map((line) => textOf(line[index]).length)),
  )
  return lines.map((line) =>
    table
      .map(({ align }, index) => {
        const cell = line[index] ?? ''
        const text = textOf(cell)
        const width = widths[index] ?? 0
        // The last column needs no filling.
        const filled =
          align === 'right' ? text.padStart(width) : index === table.length - 1 ? text : text.padEnd(width)
        return typeof cell === 'string' ? filled : paint(cell.style, filled)
      })
      .join(gap),
  )
}

function textOf(cell: Cell = ''): string {
  return typeof cell === 'string' ? cell : cell.text
}
