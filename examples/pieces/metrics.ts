/**
 * What a balancer does, measured, without Prometheus or any other system: counters and percentiles as a plain object, and the story of
 * a run in words. It listens to the balancer's events, and no call waits for it. See `applications/prometheus.ts` for a page to scrape.
 */
import { createBalancer, failover } from '@llm-balancer/core'
import { createFakeClock, statusError } from '@llm-balancer/core/testing'
import { createMetrics, recentRuns } from '@llm-balancer/metrics'

const clock = createFakeClock(0)
const balancer = createBalancer({
  targets: ['eu', 'us'].map((id) => ({ id, client: id })),
  strategy: failover(),
  clock,
})
const metrics = createMetrics({ clock, maxTenants: 100 })
const runs = recentRuns()
metrics.observe(balancer, { name: 'chat' })
runs.observe(balancer, { name: 'chat' })

await balancer.run(
  (region, attempt) => {
    if (region === 'eu') return Promise.reject(statusError(503))
    attempt.report({ usage: { inputTokens: 900, outputTokens: 100 } })
    return Promise.resolve('an answer')
  },
  { tenant: 'acme' },
)

const [chat] = metrics.snapshot().balancers
console.log(chat?.runs.succeeded, 'run,', chat?.runs.failovers, 'failover')
for (const { id, successes, failuresByKind, tokens } of chat?.targets ?? [])
  console.log(id, successes, failuresByKind, tokens.outputTokens)
console.log(chat?.tenants[0]?.tenant, chat?.tenants[0]?.attempts.tokens.inputTokens)
console.log(runs.explain(1))
await balancer.close()

// Prints:
// 1 run, 1 failover
// eu 0 { overloaded: 1 } 0
// us 1 {} 100
// acme 900
// run 1 of chat (for acme) succeeded on us after 0 ms: 2 attempts, 0 waits
//   +0 ms: attempt 1 on eu, chosen by failover among eu, us: overloaded, after 0 ms, status 503
//   +0 ms: attempt 2 on us, chosen by failover among us, without eu (tried: overloaded): success, after 0 ms, 900 + 100 tokens
