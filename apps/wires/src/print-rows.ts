import { readerNames, type Cell, type Row } from './compare.ts'

/** `=` as expected, `~` an accepted difference, `≠` one that is not. */
function markOf({ difference, reason }: Cell): string {
  if (difference === '') return '='
  return reason === undefined ? '≠' : '~'
}

const nameOf = ({ wire: { surface, name } }: Row): string => `${surface}/${name}`

/** A table with a line for each wire, then the differences in words, then their number. */
export function printRows(rows: readonly Row[]): string {
  const width = Math.max(...rows.map((row) => nameOf(row).length))
  const lineOf = (name: string, words: readonly string[]): string =>
    [name.padEnd(width), ...words.map((word, at) => word.padEnd(readerNames[at]?.length ?? 0))]
      .join('  ')
      .trimEnd()
  const marksOf = ({ cells }: Row): string[] =>
    readerNames.map((name) => {
      const cell = cells.find(({ reader }) => reader === name)
      return cell === undefined ? '' : markOf(cell)
    })
  return [
    lineOf('', readerNames),
    ...rows.map((row) => lineOf(nameOf(row), marksOf(row))),
    '',
    ...rows.flatMap((row) =>
      row.cells.filter(({ difference }) => difference !== '').map((cell) => wordsOf(row, cell)),
    ),
    `${rows.length} answers; ${openDifferences(rows).length} differences that are not accepted`,
  ].join('\n')
}

function wordsOf(row: Row, cell: Cell): string {
  const { reader, difference, reason } = cell
  return `${markOf(cell)} ${nameOf(row)}, ${reader}: ${difference}${reason === undefined ? '' : ` (${reason})`}`
}

/** The differences that are not accepted, in words. */
export function openDifferences(rows: readonly Row[]): string[] {
  return rows.flatMap((row) =>
    row.cells
      .filter(({ difference, reason }) => difference !== '' && reason === undefined)
      .map((cell) => wordsOf(row, cell)),
  )
}
