import { useBalancer } from '../use-balancer.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { withExamples, withJson } from '../options.ts'
import { probeTargets, type ProbeReport } from '../probe/probe-targets.ts'
import type { AddCommand, Session } from '../session.ts'

type CheckOptions = { readonly probe?: true; readonly json?: true }

/** `check`: says every mistake of a configuration, and with `--probe` which targets answer. */
export const addCheck: AddCommand = (program, perform) => {
  const command = program
    .command('check')
    .description('say every mistake of a configuration, with its line and what to do')
    .argument(
      '[config]',
      'a file or a URL (default: llm-balancer.yaml here, else the keys in the environment)',
    )
    .option('--probe', 'ask each target for one short answer, which costs a few tokens')
    .action((config: string | undefined, options: CheckOptions) =>
      perform(options, (session) => check(session, config, options)),
    )
  withExamples(withJson(command), 'llm-balancer check llm-balancer.yaml', 'llm-balancer check --probe --json')
}

async function check(session: Session, config: string | undefined, options: CheckOptions): Promise<ExitCode> {
  return useBalancer(session, config, async (llm, { source }) => {
    const { output, context } = session
    const targets = llm.snapshot().targets.map(({ id }) => id)
    if (options.probe !== true) {
      output.line(`${source}: no mistakes; targets: ${targets.join(', ') || 'none'}`)
      output.json({ ok: true, source, targets })
      return exitCodes.ok
    }
    output.note(`asking ${String(targets.length)} targets …`)
    const reports = await probeTargets(llm, context)
    const isReached = reports.every(({ reachable }) => reachable)
    output.table(['target', 'reachable', 'model', 'ms', 'limits left', 'why not'], reports.map(rowOf))
    output.json({ ok: isReached, source, targets: reports })
    return isReached ? exitCodes.ok : exitCodes.failed
  })
}

function rowOf({ target, reachable, model = '', latencyMs, limits, problem = '' }: ProbeReport): string[] {
  const left = limits.map(
    ({ unit, remaining, limit }) => `${String(remaining ?? '?')}/${String(limit ?? '?')} ${unit}`,
  )
  return [
    target,
    reachable ? 'yes' : 'no',
    model,
    latencyMs === undefined ? '' : String(latencyMs),
    left.join(', '),
    problem,
  ]
}
