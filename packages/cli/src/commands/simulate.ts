import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Simulation, UmbrellaSettings } from '@llm-balancer/simulator'
import { Option } from 'commander'
import type { LLMBalancer, LLMBalancerOptions } from 'llm-balancer'
import { CliError } from '../cli-error.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { wholeNumber, withExamples, withJson } from '../options.ts'
import type { AddCommand, Session } from '../session.ts'
import { chart } from '../simulate/chart.ts'
import { incident, scenarioNames, scenarioOf, type TargetFacts } from '../simulate/scenarios.ts'
import { useBalancer } from '../use-balancer.ts'
import { wholeTurn } from '../whole-turn.ts'

type SimulateOptions = {
  readonly scenario: string
  readonly seed: number
  readonly svg?: string
  readonly json?: true
}

/** `simulate`: puts the settings of a configuration through an incident, in virtual time and without any provider. */
export const addSimulate: AddCommand = (program, perform) => {
  const command = program
    .command('simulate')
    .description(
      'put a configuration through an incident of its first target, in virtual time, without asking any provider',
    )
    .argument(
      '[config]',
      'a file or a URL (default: llm-balancer.yaml here, else the keys in the environment)',
    )
    .addOption(
      new Option('--scenario <name>', 'what happens').choices(scenarioNames).default(scenarioNames[0]),
    )
    .option('--seed <number>', 'the same seed gives the same result', wholeNumber(), 1)
    .option('--svg <file>', 'write the chart as a picture')
    .action((config: string | undefined, options: SimulateOptions) =>
      perform(options, (session) => simulate(session, config, options)),
    )
  withExamples(
    withJson(command),
    'llm-balancer simulate llm-balancer.yaml --scenario brown-out',
    'llm-balancer simulate --scenario outage --svg outage.svg',
  )
}

async function simulate(
  session: Session,
  config: string | undefined,
  { scenario: name, seed, svg }: SimulateOptions,
): Promise<ExitCode> {
  // Only this command loads the simulator.
  const { plot, simulate: runSimulation } = await import('@llm-balancer/simulator')
  return useBalancer(session, config, async (llm, { options }) => {
    const scenario = scenarioOf(name, targetsOf(llm))
    const result = await runSimulation({
      scenario,
      seed,
      balancer: { type: 'llm-balancer', options: settingsOf(options) },
    })
    // Nothing else happens while it runs: a Ctrl-C during that time is heard now.
    await wholeTurn()
    session.context.signal.throwIfAborted()
    show(session, result)
    if (svg !== undefined) {
      writeFileSync(resolve(session.context.folder, svg), plot(scenario, result.series))
      session.output.note(`${svg} written`)
    }
    const { requests, succeeded, withinGoal, attempts, firstContentMs, perTarget, series } = result
    session.output.json({
      ...{ ok: true, scenario: name, seed, requests, succeeded, withinGoal, attempts },
      ...{ firstContentMs, perTarget, series },
    })
    return exitCodes.ok
  })
}

function show({ output }: Session, result: Simulation): void {
  const { series, requests, succeeded, attempts, firstContentMs, perTarget } = result
  const rows = [
    { label: 'arriving', values: series.arrived },
    { label: 'served', values: series.served },
    { label: 'failed', values: series.failed },
    { label: 'calls', values: series.calls },
  ]
  for (const line of chart(rows, incident, output.columns)) output.line(line)
  output.line()
  const share = requests === 0 ? 0 : (succeeded / requests) * 100
  output.line(`${share.toFixed(1)} % of ${String(requests)} requests served, with ${String(attempts)} calls`)
  output.line(
    `first content: half within ${String(Math.round(firstContentMs.p50))} ms, 99 % within ${String(Math.round(firstContentMs.p99))} ms`,
  )
  output.table(
    ['target', 'calls', 'answered', 'failed'],
    Object.entries(perTarget).map(([target, each]) => [
      target,
      ...[each.attempts, each.answered, each.rejections429 + each.failures].map(String),
    ]),
  )
}

/** The targets as the balancer of the configuration has them. */
function targetsOf(llm: LLMBalancer): TargetFacts[] {
  const targets = llm.snapshot().targets.map(({ id: name, weight, priority }) => ({ name, weight, priority }))
  if (targets.length > 0) return targets
  throw new CliError('the configuration has no providers to simulate; add one', {
    exitCode: exitCodes.configuration,
    code: 'no-providers',
  })
}

/** What the simulator does not bring itself: it has its own providers, time and random numbers, and no names of real providers. */
function settingsOf(options: LLMBalancerOptions): UmbrellaSettings {
  const {
    providers: _providers,
    clock: _clock,
    random: _random,
    fetch: _fetch,
    models: _models,
    pools: _pools,
    catalogue: _catalogue,
    initialState: _state,
    budgets: _budgets,
    ...settings
  } = options
  return settings
}
