import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer, roundRobin, type Balancer } from '@llm-balancer/core'
import { createMetrics, prometheusExporter, recentRuns, type Observer } from '@llm-balancer/metrics'
import { compare } from './compare.ts'
import { measure, report } from './measure.ts'

const calls = 5000
const ids = ['a', 'b', 'c']
const usage = { inputTokens: 500, outputTokens: 100 }

/** What observing a run costs: guarded runs with a deadline, with and without observers, measured in turn. */
export async function benchObserved(): Promise<void> {
  console.log('\none guarded run with a deadline and reported tokens, µs: unobserved, observed')
  await reportRow('createMetrics', () => [createMetrics()])
  await reportRow('createMetrics, by tenant', () => [createMetrics({ maxTenants: 1000 })])
  await reportRow('recentRuns, no reasons', () => [recentRuns({ reasons: false })])
  await reportRow('recentRuns', () => [recentRuns()])
  await reportReading()
}

async function reportRow(title: string, observers: () => readonly Observer[]): Promise<void> {
  const [unobserved, observed] = [guarded(), guarded()]
  for (const observer of observers()) observer.observe(observed)
  const { rivalMicroseconds, ownMicroseconds } = await compare(calls, {
    rival: () => run(unobserved),
    own: () => run(observed),
  })
  const cells = [rivalMicroseconds, ownMicroseconds].map((cost) => cost.toFixed(2).padStart(8)).join('')
  const more = (ownMicroseconds - rivalMicroseconds) * 1000
  console.log(`  ${title.padEnd(40)}${cells}  (${more.toFixed(0)} ns more)`)
  await Promise.all([unobserved.close(), observed.close()])
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

/** What a page for Prometheus costs, which is read every few seconds. */
async function reportReading(): Promise<void> {
  const rows = await Promise.all([10, 1000].map((count) => readingOf(count)))
  report('one exposition for Prometheus', rows)
}

async function readingOf(count: number): ReturnType<typeof measure> {
  const targets = Array.from({ length: count }, (_, index) => ({ id: `target-${String(index)}`, client: '' }))
  const balancer = createBalancer({ strategy: roundRobin(), targets })
  const metrics = createMetrics()
  metrics.observe(balancer)
  for (let call = 0; call < 2 * count; call += 1) await run(balancer)
  const exporter = prometheusExporter(metrics)
  const measured = await measure(`${String(count)} targets`, 5, () => Promise.resolve(exporter.text()))
  await balancer.close()
  return measured
}
