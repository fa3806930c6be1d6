import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer, roundRobin, type Balancer } from '@llm-balancer/core'
import { createMetrics, prometheusExporter, recentRuns, type Observer } from '@llm-balancer/metrics'
import { print } from './print.ts'

/** Short rounds, so that many of them are not interrupted by other load on the machine. */
const calls = 200
const rounds = 300
const ids = ['a', 'b', 'c']
const usage = { inputTokens: 500, outputTokens: 100 }

/** What observing a run costs in CPU time: guarded runs with a deadline, with and without observers, measured in turn. */
export async function benchObserved(): Promise<void> {
  print('\none guarded run with a deadline and reported tokens, µs of CPU: unobserved, observed, ratio')
  await reportRow('createMetrics', () => createMetrics())
  await reportRow('createMetrics, by tenant', () => createMetrics({ maxTenants: 1000 }))
  await reportRow('recentRuns, no reasons', () => recentRuns({ reasons: false }))
  await reportRow('recentRuns', () => recentRuns())
  print('\none page for Prometheus, ms of CPU')
  for (const count of [10, 1000]) await reportPage(count)
}

async function reportRow(title: string, observer: () => Observer): Promise<void> {
  const [unobserved, observed] = [guarded(), guarded()]
  observer().observe(observed)
  const costs: [number, number] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round += 1) {
    costs[0] = Math.min(costs[0], await cpuOf(calls, () => run(unobserved)))
    costs[1] = Math.min(costs[1], await cpuOf(calls, () => run(observed)))
  }
  const cells = costs.map((cost) => cost.toFixed(2).padStart(8)).join('')
  print(`  ${title.padEnd(40)}${cells}${(costs[1] / costs[0]).toFixed(2).padStart(8)} ×`)
  await Promise.all([unobserved.close(), observed.close()])
}

/** CPU time of one call, in µs. */
async function cpuOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let call = 0; call < times; call += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / times
}

function guarded(): Balancer<string> {
  return createBalancer({
    strategy: roundRobin(),
    timeouts: { deadlineMs: 60_000 },
    targets: ids.map((id) => ({ id, client: id, guards: [createCircuitBreaker()] })),
  })
}

function run(balancer: Balancer<string>): Promise<string> {
  return balancer.run(
    (client, attempt) => {
      attempt.report({ usage })
      return Promise.resolve(client)
    },
    { tenant: 'acme' },
  )
}

async function reportPage(count: number): Promise<void> {
  const targets = Array.from({ length: count }, (_, index) => ({ id: `target-${String(index)}`, client: '' }))
  const balancer = createBalancer({ strategy: roundRobin(), targets })
  const metrics = createMetrics()
  metrics.observe(balancer)
  for (let call = 0; call < 2 * count; call += 1) await run(balancer)
  const exporter = prometheusExporter(metrics)
  let best = Infinity
  for (let round = 0; round < 5; round += 1)
    best = Math.min(best, await cpuOf(1, () => Promise.resolve(exporter.text())))
  const kilobytes = exporter.text().length / 1000
  print(
    `  ${`${String(count)} targets`.padEnd(40)}${(best / 1000).toFixed(1).padStart(8)} (${kilobytes.toFixed(0)} kB)`,
  )
  await balancer.close()
}
