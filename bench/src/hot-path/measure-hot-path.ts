import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { targetCounts, type HotPathRow } from './hot-path-row.ts'
import { measuringFlags, type HotPathCost } from './measured-rounds.ts'
import { subjects } from './subjects.ts'

const script = join(import.meta.dirname, 'measure-one.ts')

/** Every operation of the hot path. */
export function measureHotPath(): HotPathRow[] {
  return Object.keys(subjects).map((name) => ({
    name,
    costs: measure([name, ...targetCounts.map(String)]) as HotPathCost[],
  }))
}

/** The bytes that one operation allocates among each of so many targets. */
export function allocatedBytes(name: string, counts: readonly number[]): number[] {
  return measure(['--bytes', name, ...counts.map(String)]) as number[]
}

const measure = (args: readonly string[]): unknown =>
  JSON.parse(execFileSync(process.execPath, [...measuringFlags, script, ...args], { encoding: 'utf8' }))
