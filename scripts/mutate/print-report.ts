import type { PackageResult } from './package-result.ts'

const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`

const row = (cells: readonly string[]): string =>
  `  ${(cells[0] ?? '').padEnd(20)}${cells
    .slice(1)
    .map((cell) => cell.padStart(12))
    .join('')}`

const resultRow = ({
  name,
  tested,
  noticed,
  timedOut,
  equivalent,
  score,
  threshold,
}: PackageResult): string =>
  row([
    name,
    ...[tested, noticed, timedOut.length, equivalent].map(String),
    percent(score),
    percent(threshold),
    score < threshold ? 'TOO LOW' : 'ok',
  ])

/** Prints the mutants that no test noticed, and a table with one row per package. */
export const printReport = (results: readonly PackageResult[]): void => {
  for (const { name, survivors, timedOut, stale } of results) {
    if (survivors.length > 0) console.log(`\n${name}: no test noticed\n  ${survivors.join('\n  ')}`)
    if (timedOut.length > 0) console.log(`\n${name}: timed out\n  ${timedOut.join('\n  ')}`)
    if (stale.length > 0) {
      console.log(`\n${name}: equivalents.json lists mutants that do not exist\n  ${stale.join('\n  ')}`)
    }
  }
  console.log(
    `\n${row(['package', 'mutants', 'noticed', 'timed out', 'equivalent', 'score', 'at least', ''])}`,
  )
  for (const result of results) console.log(resultRow(result))
}
