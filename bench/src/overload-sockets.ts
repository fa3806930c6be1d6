import { seededRandom, systemClock } from '@llm-balancer/core'
import { arrivalsOf, measure, OpenLoop, perSecond, plot } from '@llm-balancer/simulator'
import type { AttemptLog, Scenario, SimulatedTarget, SimulationLog } from '@llm-balancer/simulator'
import { createLLMBalancer } from 'llm-balancer'
import { writeFileSync } from 'node:fs'
import { ModelEndpoint } from './model-endpoint.ts'
import { print } from './print.ts'

const incident = { fromMs: 10_000, toMs: 30_000 }
const durationMs = 50_000
/** Few enough that a busy machine keeps up: the balancer, its callers and the servers are one process. */
const [callsPerSecond, full, left] = [60, 30, 6]
const targets = [1, 2, 3].map((number): SimulatedTarget => ({
  name: `target-${number}`,
  server: { capacity: { perSecond: full } },
  changes: [{ ...incident, to: { capacity: { perSecond: left } } }],
}))
const scenario: Scenario = {
  name: 'brown-out over sockets',
  targets,
  traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: durationMs, perSecond: callsPerSecond } }],
  incident,
  durationMs,
}

/** The brown-out once more, in real time: real HTTP between the balancer and its targets. Writes a plot of it. */
export async function benchOverloadOverSockets(plotFile: string): Promise<void> {
  print(
    `\nbrown-out over sockets: 3 × ${full}/s → ${left}/s for 20 s, ${callsPerSecond} calls per second, ${durationMs / 1000} s`,
  )
  const log = await runOverSockets()
  const counts = perSecond(scenario, log)
  writeFileSync(plotFile, plot(scenario, counts))
  const { goodput, servedFirstAfter, servedLater, recoverySeconds, load, inFlight } = measure(scenario, log)
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`
  print(`  served per second: ${counts.served.join(' ')}`)
  print(`  calls per second:  ${counts.calls.join(' ')}`)
  print(
    `  during the incident ${goodput.toFixed(1)} served per second of ${3 * left} possible, ${load.toFixed(2)} calls per run`,
  )
  print(`  served after it ${share(servedFirstAfter)} in the first 10 s, ${share(servedLater)} later`)
  print(`  recovered after ${recoverySeconds} s; at most ${inFlight} calls at one target at once`)
  print(`  plot: ${plotFile}`)
}

async function runOverSockets(): Promise<SimulationLog> {
  const attempts: AttemptLog[] = []
  const endpoints = await Promise.all(
    targets.map((target) => ModelEndpoint.listen(target, (attempt) => attempts.push(attempt))),
  )
  const llm = createLLMBalancer({
    timeouts: { deadlineMs: 10_000 },
    providers: endpoints.map(({ baseURL }, index) => ({
      name: `target-${index + 1}`,
      type: 'openai-compatible',
      model: 'simulated',
      baseURL,
    })),
  })
  const loop = new OpenLoop({
    clock: systemClock,
    arrivals: arrivalsOf(scenario, seededRandom(1)),
    call: ({ traffic }) => llm.request({ prompt: 'Hi' }, traffic.call),
  })
  while (!loop.isDone) await new Promise((resolve) => setTimeout(resolve, 100))
  await llm.close()
  await Promise.all(endpoints.map((endpoint) => endpoint.close()))
  return { seed: 1, runs: loop.runs, attempts, timersLeft: 0 }
}
