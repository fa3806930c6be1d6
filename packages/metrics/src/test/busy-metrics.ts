import type { Guard } from '@llm-balancer/core'
import { createMetrics, type Metrics } from '../index.ts'
import { readAll, setScene, status } from './scene.ts'

/** A guard that keeps a limit of calls per minute, of which so many of the most are left. */
const limitOf = (left: number, most: number): Guard => ({
  name: 'limit',
  availableAt: (now) => now,
  acquire: () => ({ release: () => undefined }),
  headroom: () => [{ unit: 'requests', limit: 600, windowMs: 60_000, left, most }],
})

/** Metrics of a balancer on which everything has happened that is counted, with names that have to be escaped. */
export async function busyMetrics(): Promise<Metrics> {
  const usage = {
    inputTokens: 100,
    outputTokens: 40,
    cacheReadTokens: 10,
    cacheWriteTokens: 5,
    reasoningTokens: 7,
  }
  const limits = [
    { unit: 'tokens', limit: 1000, remaining: 400 },
    { unit: 'requests', remaining: 3, windowMs: 60_000 },
    { unit: 'requests', remaining: 900, windowMs: 86_400_000 },
    { unit: 'requests', remaining: 899, windowMs: 86_400_000 },
  ] as const
  const odd = 'tar"get\\1\nnext'
  const scripts = {
    [odd]: [
      { usage, limits, takesMs: 300 },
      { takesMs: 5, fail: status(503) },
      { takesMs: 40, firstMs: 20, usage },
      { fail: status(429, { 'retry-after': '1' }) },
    ],
    backup: [{ takesMs: 100, usage }, { fail: status(401) }],
  }
  const { balancer, clock, call, drive } = setScene(scripts, {
    pools: { account: { concurrency: 9 } },
    guards: ({ id }) => (id === odd ? [limitOf(3, 10), limitOf(5, 50)] : []),
  })
  balancer.updateTarget(odd, { pool: 'account', concurrency: 7 })
  const metrics = createMetrics({ clock, maxTenants: 10 })
  metrics.observe(balancer, { name: 'main' })
  await drive(balancer.run(call, { tenant: 'a "b" \\c' }))
  await drive(balancer.run(call))
  await drive(readAll(balancer.stream((client, attempt) => client.stream(attempt))))
  await drive(balancer.run(call))
  await balancer.run(call, { signal: AbortSignal.abort() }).catch(() => undefined)
  return metrics
}
