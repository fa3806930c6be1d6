import type { Report } from '../report.ts'
import { count, seconds, tally } from './format.ts'
import type { Output, View } from './output.ts'

const stampWidth = 7

/** One line per second and one per fault that begins or ends, for output that is no terminal. */
export function logView(output: Output): View {
  let lastSecond = 0
  const states = new Map<string, string>()
  const log = (report: Report, text: string): void => {
    output.write(`${seconds(report.elapsedMs).padStart(stampWidth)}  ${text}\n`)
  }
  return {
    frame(report) {
      for (const { name, target, what, state } of report.injected) {
        const before = states.get(name) ?? 'to-come'
        states.set(name, state)
        if (before === state) continue
        log(
          report,
          state === 'running' ? `+ ${name} of ${target}: ${what}` : `- ${name} of ${target} is over`,
        )
      }
      const second = Math.floor(report.elapsedMs / 1000)
      if (second === lastSecond) return
      lastSecond = second
      log(report, progressOf(report))
    },
    close: () => {},
  }
}

function progressOf(report: Report): string {
  const { runs, runsPerSecond, lost, running, failuresByKind } = report
  const failures = tally(failuresByKind)
  return `${count(runs)} runs, ${Math.round(runsPerSecond)}/s, ${lost} lost, ${running} running; failed attempts: ${
    failures === '' ? 'none' : failures
  }`
}
