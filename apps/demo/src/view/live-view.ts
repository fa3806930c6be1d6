import type { Report } from '../report.ts'
import { count, seconds, type Paint } from './format.ts'
import type { Output, View } from './output.ts'
import { Screen } from './screen.ts'
import { liveTargets } from './target-table.ts'

/** Frames over which rates are taken: about one second. */
const rateFrames = 5
const progressWidth = 40
/** As many faults as the schedule has at a time. */
const faultLines = 2

/** A table in a terminal, drawn anew with each frame. */
export function liveView(output: Output, paint: Paint): View {
  const screen = new Screen(output)
  const latest: Report[] = []
  return {
    frame(report) {
      latest.push(report)
      if (latest.length > rateFrames + 1) latest.shift()
      screen.draw(linesOf(report, latest[0] ?? report, paint))
    },
    close: () => screen.close(),
  }
}

function linesOf(report: Report, before: Report, paint: Paint): string[] {
  const rate = perSecond(report, before)
  const attemptsBefore = new Map(before.targets.map(({ name, attempts }) => [name, attempts]))
  const rates = new Map(
    report.targets.map(({ name, attempts }) => [name, rate(attempts - (attemptsBefore.get(name) ?? 0))]),
  )
  return [
    `${paint('bold', 'LLM Balancer')}  ${progress(report)}  ${seconds(report.elapsedMs)} of ${seconds(report.durationMs)}`,
    headline(report, rate(report.runs - before.runs), paint),
    '',
    ...liveTargets(report.targets, rates, paint),
    '',
    ...faults(report, paint),
  ]
}

function headline(report: Report, runsPerSecond: number, paint: Paint): string {
  const bad = (label: string, number: number): string =>
    paint(number === 0 ? 'green' : 'red', `${label} ${count(number)}`)
  return [
    `${count(report.runs)} runs`,
    `${Math.round(runsPerSecond)}/s`,
    bad('lost', report.lost),
    bad('mixed', report.mixedStreams),
    `failed over ${count(report.failedOver)}`,
    `streams restarted ${count(report.restarts)}`,
    `running ${report.running}`,
  ].join('   ')
}

function faults({ injected }: Report, paint: Paint): string[] {
  const lines = injected
    .filter(({ state }) => state === 'running')
    .map(({ name, target, what }) => `  ${paint('red', name)} of ${target}: ${what}`)
  if (lines.length === 0) lines.push(paint('dim', '  none'))
  while (lines.length < faultLines) lines.push('')
  return [paint('dim', 'injected faults now'), ...lines]
}

function progress({ elapsedMs, durationMs }: Report): string {
  const done = Math.round(Math.min(1, elapsedMs / durationMs) * progressWidth)
  return '━'.repeat(done) + '┄'.repeat(progressWidth - done)
}

function perSecond(report: Report, before: Report): (number: number) => number {
  const spanMs = report.elapsedMs - before.elapsedMs
  return (number) => (spanMs > 0 ? (number * 1000) / spanMs : 0)
}
