import { expect, it } from 'vitest'
import { AdaptiveWeights } from './bifrost.ts'
import { play, type Played } from './test/play.ts'

const byWeight = [0.25]
const played = (targets = 2): Played<AdaptiveWeights> => play((world) => new AdaptiveWeights(world), targets)
/** Of two routes, the weight of the first where the second has its full weight of 1000. */
const weightOfFirst = ({ shares }: Played<AdaptiveWeights>, now = 5000): number => {
  const [first = 0, second = 0] = shares(now, {}, byWeight)
  return (1000 * first) / second
}
const endMany = ({ end }: Played<AdaptiveWeights>, answered: number, failed: number): void => {
  for (let time = 0; time < answered; time += 1) end(0, 0)
  for (let time = 0; time < failed; time += 1) end(0, 0, { kind: 'failed' })
}

it('has three attempts, and computes every five seconds', () => {
  const { policy } = played()
  expect(policy.maxAttempts).toBe(3)
  expect(policy.tick.everyMs).toBe(5000)
})

it('begins with equal weights', () => {
  expect(played(4).shares(0, {}, byWeight)).toEqual([0.25, 0.25, 0.25, 0.25])
})

it.each([
  { answered: 0, failed: 0, weight: 1000 },
  { answered: 98, failed: 2, weight: 1000 },
  { answered: 97, failed: 3, weight: 667 },
  { answered: 95, failed: 5, weight: 667 },
  { answered: 94, failed: 6, weight: 334 },
  { answered: 0, failed: 1, weight: 334 },
])(
  'gives a route with $answered answers and $failed failures a weight of $weight',
  ({ answered, failed, weight }) => {
    const route = played()
    endMany(route, answered, failed)
    expect(weightOfFirst(route)).toBeCloseTo(1000, -1)
    route.policy.tick.run(5000)
    expect(weightOfFirst(route) / weight).toBeCloseTo(1, 2)
  },
)

it('forgets nine tenths of a penalty within half a minute', () => {
  const route = played()
  endMany(route, 0, 1)
  for (let tick = 1; tick <= 7; tick += 1) {
    route.policy.tick.run(tick * 5000)
    const penalty = 0.1 ** ((tick - 1) / 6)
    expect(weightOfFirst(route) / (1 + 999 * (1 - penalty / 1.5))).toBeCloseTo(1, 2)
  }
})

it('keeps the greater of a fading penalty and a new one', () => {
  const route = played()
  endMany(route, 0, 1)
  route.policy.tick.run(5000)
  endMany(route, 97, 3)
  route.policy.tick.run(10_000)
  expect(weightOfFirst(route) / (1 + 999 * (1 - 0.6813 / 1.5))).toBeCloseTo(1, 2)
  endMany(route, 97, 3)
  route.policy.tick.run(15_000)
  expect(weightOfFirst(route) / 667).toBeCloseTo(1, 2)
})

it.each([
  { ms: [100], weight: 1000 },
  { ms: [200], weight: 933.4 },
  { ms: [100, 300], weight: 933.4 },
  { ms: [500], weight: 733.6 },
  { ms: [900], weight: 733.6 },
])(
  'compares first contents after $ms ms with the fastest, which has 100 ms: a weight of $weight',
  ({ ms, weight }) => {
    const route = played()
    for (const firstContentMs of ms) route.end(0, 0, { firstContentMs })
    route.end(0, 1, { firstContentMs: 100 })
    route.policy.tick.run(5000)
    expect(weightOfFirst(route) / weight).toBeCloseTo(1, 2)
  },
)

it('takes no latency from an end without content', () => {
  const route = played()
  route.end(0, 0, { firstContentMs: 200 })
  route.end(0, 0, { ms: 5000, firstContentMs: undefined })
  route.end(0, 1, { firstContentMs: 100 })
  route.policy.tick.run(5000)
  expect(weightOfFirst(route) / 933.4).toBeCloseTo(1, 2)
})

it('averages latencies over computations, three tenths for the last one', () => {
  const route = played()
  for (const [tick, firstContentMs] of [100, 1100].entries()) {
    route.end(0, 0, { firstContentMs })
    route.end(0, 1, { firstContentMs: 100 })
    route.policy.tick.run(5000 * (tick + 1))
  }
  // 0.7 · 100 + 0.3 · 1100 = 400 ms: three quarters of the way to five times as long.
  expect(weightOfFirst(route) / (1 + 999 * (1 - 0.15 / 0.75))).toBeCloseTo(1, 2)
  route.policy.tick.run(15_000)
  expect(weightOfFirst(route) / (1 + 999 * (1 - 0.15 / 0.75))).toBeCloseTo(1, 2)
})

it('takes a route that has answered nothing for as good as the fastest', () => {
  const route = played()
  route.end(0, 1, { firstContentMs: 100 })
  route.policy.tick.run(5000)
  expect(weightOfFirst(route)).toBeCloseTo(1000, -1)
})

it.each([
  { calls: [3, 3, 3], ratio: 1 },
  { calls: [3, 2, 1], ratio: 1 - 0.5 / 15 },
  { calls: [5, 1, 0], ratio: 1 - 1 / 15 },
])('prefers routes with less than their share: calls $calls', ({ calls, ratio }) => {
  const route = played(3)
  for (const [place, count] of calls.entries())
    for (let call = 0; call < count; call += 1) route.start(0, place)
  route.policy.tick.run(5000)
  const [first = 0, , third = 0] = route.shares(5000, {}, byWeight)
  expect(first / third).toBeCloseTo(ratio, 2)
  route.policy.tick.run(10_000)
  expect(route.shares(10_000, {}, byWeight)[0]).toBeCloseTo(1 / 3, 2)
})

it('leaves a weight of 1 to the worst of all', () => {
  const route = played(2)
  for (let call = 0; call < 10; call += 1) route.start(0, 0)
  route.end(0, 0, { kind: 'failed', firstContentMs: 500 })
  route.end(0, 1, { firstContentMs: 100 })
  route.policy.tick.run(5000)
  expect(route.pick(5000, {}, [0.25, 0.999 / 1001])).toBe(0)
  expect(route.pick(5000, {}, [0.25, 1.001 / 1001])).toBe(1)
})

it('draws a quarter of the calls without regard to weights', () => {
  const route = played()
  endMany(route, 0, 1)
  route.policy.tick.run(5000)
  expect(route.shares(5000, {}, [0.249])).toEqual([0.5, 0.5])
  expect(route.shares(5000, {}, byWeight)[0]).toBeCloseTo(0.25, 2)
})

it.each([
  { retryAfterMs: undefined, untilMs: 6000 },
  { retryAfterMs: 2000, untilMs: 3000 },
])('does not choose a route that has refused until $untilMs ms', ({ retryAfterMs, untilMs }) => {
  const { end, shares } = played()
  end(1000, 0, { kind: 'rate-limited', retryAfterMs })
  for (const first of [[0], byWeight]) {
    expect(shares(untilMs - 1, {}, first)).toEqual([0, 1])
    expect(shares(untilMs, {}, first)).toEqual([0.5, 0.5])
  }
})

it('blocks no route for a failure', () => {
  const { end, shares } = played()
  end(1000, 0, { kind: 'failed', retryAfterMs: 5000 })
  expect(shares(1000, {}, byWeight)).toEqual([0.5, 0.5])
})

it('asks all where all have refused, those that were not tried first', () => {
  const { end, shares } = played(3)
  for (const place of [0, 1, 2]) end(1000, place, { kind: 'rate-limited' })
  expect(shares(1000, { tried: [1] }, byWeight)).toEqual([0.5, 0, 0.5])
  expect(shares(1000, { tried: [0, 1, 2] }, byWeight)[1]).toBeCloseTo(1 / 3, 2)
})

it('learns nothing of a target that it does not have, and chooses none of none', () => {
  const { start, end, shares } = played()
  start(0, 7)
  end(0, 7, { kind: 'rate-limited' })
  expect(shares(0, {}, byWeight)).toEqual([0.5, 0.5])
  const none = played(0)
  none.policy.tick.run(5000)
  expect(none.pick(0, {}, [0.5])).toBeUndefined()
})
