import type { Figure } from '../page/figure.ts'
import { targetCounts, type HotPathRow } from './hot-path-row.ts'

const counts = targetCounts.map((count) => count.toLocaleString('en').replace(',', ' '))

/** A pick of the default strategy takes no memory. */
export function hotPathFigures(rows: readonly HotPathRow[]): Figure[] {
  const costs = rows.find(({ name }) => name === 'pick of `adaptive`')?.costs
  if (costs === undefined) throw new Error('picks of adaptive were not measured')
  return costs.map(({ bytes }, place) => ({
    section: 'Hot path',
    what: `a pick of \`adaptive\` among ${counts[place] ?? ''} targets, allocated`,
    result: bytes,
    goal: 1,
    unit: 'bytes',
  }))
}

/** What each call passes through, by the number of targets. */
export function hotPathTable(rows: readonly HotPathRow[]): string[] {
  return [
    `| | ${counts.map((count) => `${count} targets`).join(' | ')} |`,
    '| --- | --: | --: | --: |',
    ...rows.map(({ name, costs }) => {
      const cells = costs.map(
        ({ nanoseconds, bytes }) => `${nanoseconds.toFixed(0)} ns, ${bytes.toFixed(0)} B`,
      )
      return `| ${name} | ${cells.join(' | ')} |`
    }),
    '',
    'CPU time and growth of the heap for each operation, each row in a process of its own. Every target has answered before, in 300 to',
    '540 ms. What the parts allocate is counted, not what they are handed: to picks and guards that are measured alone the time is given',
    'in whole milliseconds, and random numbers that were made before, because V8 allocates 16 bytes for any other number that passes between',
    'functions which are not compiled as one. In a real balancer a pick is thus handed one such number, the time, and one more for each draw',
    'among equals. Runs have the system’s clock and random numbers, and their bytes contain promises, signals and timers.',
    '',
  ]
}
