import type { Scenario } from '../scenario/scenario.ts'

/** A scenario as text that a review can compare: a line for each kind of callers and each target, with every field. */
export function scenarioText({ name, targets, traffic, ...own }: Scenario): string {
  return [
    `${name}: ${dataText(own)}`,
    ...traffic.map((kind) => `  traffic ${dataText(kind)}`),
    ...targets.map((target) => `  target ${dataText(target)}`),
    '',
  ].join('\n')
}

/** Data on one line. JSON knows no `Infinity`. */
export function dataText(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(dataText).join(', ')}]`
  if (typeof data === 'object' && data !== null) {
    const fields = Object.entries(data).map(([name, value]) => `${name}: ${dataText(value)}`)
    return `{${fields.join(', ')}}`
  }
  return typeof data === 'string' ? `'${data}'` : String(data)
}
