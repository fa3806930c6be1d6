import type { PhaseReport, Report } from '../report.ts'
import { columns, type Column } from './columns.ts'
import { count, seconds, tally, type Paint } from './format.ts'
import { finalTargets } from './target-table.ts'

const phaseColumns: readonly Column[] = [
  'injected fault',
  'at',
  'when',
  'hits',
  'failures noticed there',
].map((heading) => ({ heading, align: 'left' }))

/** The final word on a session, as lines. */
export function summary(report: Report, paint: Paint): string[] {
  const phases = report.injected.filter(({ state }) => state !== 'to-come')
  return [
    ...finalTargets(report.targets, paint),
    '',
    ...(phases.length === 0 ? [] : [...columns(phaseColumns, phases.map(phaseCells), paint), '']),
    ...outcome(report, paint),
  ]
}

function phaseCells({ name, target, fromMs, toMs, hits, noticed }: PhaseReport): string[] {
  return [name, target, `${seconds(fromMs).replace(' s', '')}–${seconds(toMs)}`, tally(hits), tally(noticed)]
}

function outcome(report: Report, paint: Paint): string[] {
  const { runs, lost, mixedStreams, cancelled, attempts } = report
  const failures = report.targets.reduce((sum, target) => sum + target.failures, 0)
  const verdict = `${count(lost)} lost, ${count(mixedStreams)} mixed`
  return [
    `${count(runs)} runs (${count(report.chats)} chats, ${count(report.streams)} streams) in ${seconds(report.elapsedMs)}, ` +
      `${report.runsPerSecond}/s: ${paint(lost + mixedStreams === 0 ? 'green' : 'red', verdict)}${
        cancelled === 0 ? '' : `, ${count(cancelled)} cancelled`
      }.`,
    `${count(failures)} of ${count(attempts)} attempts failed; ${count(report.failedOver)} runs were served after a failure, ` +
      `${count(report.restarts)} streams began anew.`,
    ...(report.injected.length === 0 ? [] : [paint('dim', health(report.process))]),
    ...report.losses.map((loss) => paint('red', `lost: ${loss}`)),
  ]
}

function health({ cpuCores, eventLoopDelayMs: { p50, p99 } }: Report['process']): string {
  return `Servers, load and balancer in one process: ${cpuCores} cores, event loop late by ${p50} ms (p50), ${p99} ms (p99).`
}
