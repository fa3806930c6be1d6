import type { TargetReport } from '../report.ts'
import { columns, type Cell, type Column } from './columns.ts'
import { count, milliseconds, tally, type Paint, type Style } from './format.ts'

const [left, right] = ['left', 'right'] as const

const always: readonly Column[] = [
  { heading: 'attempts', align: right },
  { heading: 'ok', align: right, width: 6 },
  { heading: 'failed', align: right },
  { heading: 'p50', align: right, width: 7 },
  { heading: 'p95', align: right, width: 7 },
  { heading: 'first', align: right, width: 7 },
  { heading: 'failures by kind', align: left },
]
const names: readonly Column[] = [
  { heading: 'target', align: left },
  { heading: 'vendor', align: left },
]
const now: readonly Column[] = [
  { heading: 'state', align: left, width: 22 },
  { heading: 'calls/s', align: right },
  { heading: 'in flight', align: right },
]

const spent: readonly Column[] = [
  { heading: 'cost', align: right },
  { heading: 'of budget', align: right },
  { heading: 'limit', align: right },
]

/** Calls that began per second lately, by target. */
export type CallRates = ReadonlyMap<string, number>

/** The targets as they are now. */
export function liveTargets(targets: readonly TargetReport[], rates: CallRates, paint: Paint): string[] {
  const rows = targets.map((target) => [
    ...nameCells(target),
    stateCell(target.state),
    String(Math.round(rates.get(target.name) ?? 0)),
    String(target.inFlight),
    ...cells(target),
  ])
  return columns([...names, ...now, ...always], rows, paint)
}

/** What the targets have done in all, and what it would have cost. */
export function finalTargets(targets: readonly TargetReport[], paint: Paint): string[] {
  const rows = targets.map((target) => [...nameCells(target), ...spending(target), ...cells(target)])
  return columns([...names, ...spent, ...always], rows, paint)
}

function nameCells({ name, vendor }: TargetReport): Cell[] {
  return [{ text: name, style: 'bold' }, vendor]
}

function cells({
  attempts,
  successes,
  failures,
  latencyMs,
  firstContentMs,
  failuresByKind,
}: TargetReport): Cell[] {
  return [
    count(attempts),
    count(successes),
    failures === 0 ? '0' : { text: count(failures), style: 'yellow' },
    milliseconds(latencyMs.p50),
    milliseconds(latencyMs.p95),
    milliseconds(firstContentMs.p50),
    tally(failuresByKind),
  ]
}

function stateCell(state: string): Cell {
  const style: Style =
    state === 'ready' ? 'green' : /^(circuit-open|quarantined)/.test(state) ? 'red' : 'yellow'
  return { text: state, style }
}

/** Its cost, what that is of this minute's budget, and its limit of requests. */
function spending({ cost, budgetRatio, requestsPerMinute }: TargetReport): Cell[] {
  return [
    dollars(cost),
    budgetRatio === undefined ? '–' : `${String(Math.round(100 * budgetRatio))} %`,
    requestsPerMinute === undefined ? '–' : `${String(requestsPerMinute)}/min`,
  ]
}

function dollars(cost: number | undefined): string {
  return cost === undefined ? '–' : `$${cost.toFixed(4)}`
}
