import { rateLimit, type RateLimitOptions } from '@llm-balancer/rate-limit'
import type { Outcome } from '@llm-balancer/core'
import { print } from './print.ts'

/** Short rounds, of which the fastest counts: other load on the machine interrupts the others. */
const calls = 20_000
const rounds = 60
const start = 1_800_000_000_000

const call = { inputTokens: 800, outputTokens: 200 }
const success: Outcome = {
  type: 'success',
  durationMs: 900,
  usage: { inputTokens: 810, outputTokens: 190, cacheReadTokens: 0 },
}
const limits = [
  { unit: 'requests', limit: 60_000_000, remaining: 59_000_000, resetMs: 1000, windowMs: 60_000 },
] as const

/** What one call costs a limiter: to reserve and to settle, as a balancer does for each attempt. The time is handed in. */
export function benchRateLimits(): void {
  print('\none call within limits, reserved and settled (CPU time; goal: ≤ 150 ns)')
  const cases: [string, RateLimitOptions, boolean][] = [
    ['requests per minute', { requestsPerMinute: 60_000_000 }, false],
    ['requests and tokens per minute', { requestsPerMinute: 60_000_000, tokensPerMinute: 1e12 }, false],
    [
      'the same, with what the vendor reports',
      { requestsPerMinute: 60_000_000, tokensPerMinute: 1e12 },
      true,
    ],
  ]
  for (const [name, options, hears] of cases)
    print(`  ${name.padEnd(44)} ${nanosecondsPerCall(options, hears).toFixed(0).padStart(9)} ns`)
}

function nanosecondsPerCall(options: RateLimitOptions, hears: boolean): number {
  const limiter = rateLimit(options)
  const times: number[] = []
  let now = start
  for (let round = 0; round < rounds; round += 1) {
    const began = process.cpuUsage()
    for (let made = 0; made < calls; made += 1) {
      now += 0.01
      const reservation = limiter.acquire(now, call)
      if (hears) reservation?.observe({ limits }, now)
      reservation?.release(success, now)
    }
    const { user, system } = process.cpuUsage(began)
    times.push(((user + system) * 1000) / calls)
  }
  if (limiter.toJSON().inFlight > 0) throw new Error('a reservation was not given back')
  return Math.min(...times)
}
