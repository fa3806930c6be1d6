import { parseArguments, usage, type DemoArguments } from './arguments.ts'
import { runLive, type LiveOptions } from './live.ts'
import { phases as everyPhase, type Phase } from './phases.ts'
import type { Report } from './report.ts'
import { runSession, type SessionOptions } from './session.ts'
import { paintFor } from './view/format.ts'
import { liveView } from './view/live-view.ts'
import { logView } from './view/log-view.ts'
import { noView, type Output, type View } from './view/output.ts'
import { summary } from './view/summary.ts'

/** Where the demo runs. */
export type Host = {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  /** Aborts when the user ends the demo. */
  readonly signal: AbortSignal
  /** Other faults than the usual ones. */
  readonly phases?: readonly Phase[]
  /** Longest time a caller waits for an answer, in ms. @default the session's */
  readonly patienceMs?: number
  /** The clock of a session without sockets. @default the system's, with sockets */
  readonly clock?: SessionOptions['clock']
  /** Sends the requests of `--live`. @default the platform's */
  readonly fetch?: LiveOptions['fetch']
  /** Called with the view, so that it is closed however the process ends. */
  readonly onView?: (view: View) => void
}

const exitCodes = { served: 0, lost: 1, misused: 2, interrupted: 130 } as const

/** Runs the demo as the command line asks for it. Gives the exit code. */
export async function demo(host: Host): Promise<number> {
  const parsed = parseArguments(host.argv)
  if (parsed.type === 'help') {
    host.stdout.write(usage)
    return exitCodes.served
  }
  if (parsed.type === 'invalid') {
    host.stderr.write(`demo: ${parsed.message}\n\n${usage}`)
    return exitCodes.misused
  }
  const view = viewFor(host, parsed)
  host.onView?.(view)
  const { signal } = host
  let report: Report | undefined
  try {
    report = parsed.live
      ? await runLive({ ...host, log: parsed.json ? undefined : host.stdout })
      : await runSession({
          ...{ durationMs: parsed.durationMs, seed: parsed.seed, signal },
          ...{ patienceMs: host.patienceMs, clock: host.clock },
          ...{ phases: host.phases ?? everyPhase, onFrame: (frame) => view.frame(frame) },
        })
  } finally {
    view.close()
  }
  if (report === undefined) {
    host.stderr.write('demo: --live needs OPENAI_API_KEY or ANTHROPIC_API_KEY in the environment\n')
    return exitCodes.misused
  }
  show(report, host, parsed.json)
  if (signal.aborted) return exitCodes.interrupted
  return report.lost === 0 ? exitCodes.served : exitCodes.lost
}

function show(report: Report, { stdout, environment }: Host, json: boolean): void {
  const lines = json
    ? [JSON.stringify(report)]
    : summary(report, paintFor(stdout.isTTY === true, environment))
  stdout.write(`${lines.join('\n')}\n`)
}

function viewFor(host: Host, { json, live }: Extract<DemoArguments, { type: 'run' }>): View {
  const output = json ? host.stderr : host.stdout
  const isTerminal = output.isTTY === true && host.environment['TERM'] !== 'dumb'
  if (live) return noView
  if (isTerminal) return liveView(output, paintFor(true, host.environment))
  return json ? noView : logView(output)
}
