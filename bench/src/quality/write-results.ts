import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawShares } from './draw-shares.ts'
import { drawBrownOut } from './draw-brown-out.ts'
import { qualitySection } from './quality-section.ts'
import { dataFile, readResults, type QualityResults } from './results.ts'
import { standingsOf, type Score } from './scores.ts'

const docs = join(import.meta.dirname, '../../../docs')
const page = join(docs, 'benchmarks.md')

/** Writes the data and the pictures of the collection, and the section of the page. */
export async function writeScenarios(scores: readonly Score[], seeds: readonly number[]): Promise<void> {
  writeData({ ...readResults(), scenarios: { date: today(), seeds, scores } })
  writeFileSync(join(docs, 'images/quality-goal.svg'), drawShares(scores, 'withinGoal'))
  writeFileSync(join(docs, 'images/quality-p99.svg'), drawShares(scores, 'p99'))
  writeFileSync(join(docs, 'images/quality-brown-out.svg'), await drawBrownOut())
}

/** Writes what random scenarios came to, and the section of the page. */
export function writeRandom(scores: readonly Score[]): void {
  const scenarios = new Set(scores.map(({ scenario }) => scenario)).size
  writeData({ ...readResults(), random: { date: today(), scenarios, standings: standingsOf(scores) } })
}

function writeData(results: QualityResults): void {
  const short = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toFixed(4)) : value
  writeFileSync(dataFile, `${JSON.stringify(results, short)}\n`)
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), qualitySection(results)))
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** The page with its section on quality anew, or with one before "How to repeat it" where it has none. */
export function withSection(text: string, section: readonly string[]): string {
  const block = section.join('\n')
  const [begin, end] = ['<!-- quality -->', '<!-- /quality -->']
  const from = text.indexOf(begin)
  if (from >= 0) return text.slice(0, from) + block + text.slice(text.indexOf(end) + end.length)
  return text.replace('## How to repeat it', () => `${block}\n\n## How to repeat it`)
}
