import { expect, it } from 'vitest'
import { HotCold } from './prequal.ts'
import { play, type Played } from './test/play.ts'

const played = (targets: number): Played<HotCold> => play((world) => new HotCold(world), targets)
const answer = ({ end }: Played<HotCold>, place: number, latencies: readonly number[]): void => {
  for (const firstContentMs of latencies) end(0, place, { firstContentMs })
}

it('takes the replica with the least median latency', () => {
  const replicas = played(2)
  expect(replicas.policy.maxAttempts).toBe(3)
  answer(replicas, 0, [300, 1000, 100])
  answer(replicas, 1, [301])
  expect(replicas.pick(0)).toBe(0)
  expect(replicas.pick(0, { tried: [0] })).toBe(1)
  answer(replicas, 0, [302])
  expect(replicas.pick(0)).toBe(1)
})

it('sorts latencies as numbers', () => {
  const replicas = played(2)
  answer(replicas, 0, [1000, 200, 90])
  answer(replicas, 1, [150])
  expect(replicas.pick(0)).toBe(1)
})

it('remembers sixteen latencies', () => {
  const replicas = played(2)
  answer(replicas, 0, Array<number>(8).fill(500))
  answer(replicas, 0, Array<number>(8).fill(100))
  answer(replicas, 1, [300])
  expect(replicas.pick(0)).toBe(1)
  answer(replicas, 0, [100])
  expect(replicas.pick(0)).toBe(0)
})

it('takes no latency from an end without content', () => {
  const replicas = played(2)
  answer(replicas, 0, [100])
  answer(replicas, 1, [200])
  for (let time = 0; time < 3; time += 1) replicas.end(0, 1, { ms: 1, firstContentMs: undefined })
  expect(replicas.pick(0)).toBe(0)
})

it.each([
  { inFlight: [5, 1, 1, 1, 1, 1, 1], place: 1 },
  { inFlight: [5, 5, 1, 1, 1, 1, 1], place: 0 },
  { inFlight: [1, 1, 1, 1, 1, 1, 1], place: 0 },
])('of $inFlight calls under way the 84th percentile is hot', ({ inFlight, place }) => {
  const replicas = played(7)
  for (const [each] of inFlight.entries()) answer(replicas, each, [100 * (each + 1)])
  replicas.inFlight.splice(0, 7, ...inFlight)
  expect(replicas.pick(0)).toBe(place)
})

it('compares calls under way as numbers', () => {
  const replicas = played(7)
  for (let place = 0; place < 7; place += 1) answer(replicas, place, [100 * (place + 1)])
  // As texts 9 would be the greatest.
  replicas.inFlight.splice(0, 7, 10, 10, 10, 10, 10, 10, 9)
  expect(replicas.pick(0)).toBe(0)
  replicas.inFlight.splice(0, 7, 100, 9, 9, 9, 9, 9, 9)
  expect(replicas.pick(0)).toBe(1)
})

it('takes the one with the fewest calls where all are hot', () => {
  const replicas = played(7)
  for (let place = 0; place < 7; place += 1) answer(replicas, place, [100 * (place + 1)])
  replicas.inFlight.splice(0, 7, 8, 9, 8, 8, 8, 8, 8)
  // Only those that are tried are left out: of one replica that is hot, that one.
  expect(replicas.pick(0, { tried: [0, 2, 3, 4, 5, 6] })).toBe(1)
  for (const [first, second, place] of [
    [9, 8, 1],
    [8, 9, 0],
  ] as const) {
    replicas.inFlight.splice(0, 7, first, second, 1, 1, 1, 1, 1)
    expect(replicas.pick(0, { tried: [2, 3, 4, 5, 6] })).toBe(place)
  }
})

it('compares five replicas, each drawn once', () => {
  const replicas = played(7)
  for (let place = 0; place < 7; place += 1) answer(replicas, place, [100 * (7 - place)])
  expect(replicas.pick(0, {}, [0, 0, 0, 0, 0])).toBe(4)
  expect(replicas.pick(0, {}, [0.99, 0, 0, 0, 0])).toBe(6)
  expect(replicas.pick(0, {}, [0, 0, 0, 0, 0.99])).toBe(6)
  expect(replicas.pick(0, {}, [0, 0, 0, 0, 0.5])).toBe(5)
  // Five that are left are all compared.
  expect(replicas.pick(0, { tried: [5, 6] }, [0, 0, 0, 0, 0])).toBe(4)
  expect(replicas.pick(0, { tried: [0, 1] }, [0, 0, 0, 0, 0])).toBe(6)
  expect(played(5).pick(0, {}, [0.9, 0.9, 0.9, 0.9])).toBe(0)
  const six = played(6)
  for (let place = 0; place < 6; place += 1) answer(six, place, [100 * (6 - place)])
  expect(six.pick(0, {}, [0, 0, 0, 0, 0])).toBe(4)
})

it('leaves a replica out for 30 s after five failures in a row, half of them at most', () => {
  const replicas = played(4)
  const fail = (now: number, place: number, times: number): void => {
    for (let time = 0; time < times; time += 1) replicas.end(now, place, { kind: 'failed' })
  }
  for (let place = 0; place < 4; place += 1) answer(replicas, place, [100 * (place + 1)])
  fail(1000, 0, 4)
  expect(replicas.pick(1000)).toBe(0)
  fail(1000, 0, 1)
  expect(replicas.pick(30_999)).toBe(1)
  expect(replicas.pick(31_000)).toBe(0)
  fail(1000, 1, 5)
  fail(1000, 2, 5)
  expect(replicas.pick(1000)).toBe(2)
})

it.each([
  { retryAfterMs: undefined, untilMs: 6000 },
  { retryAfterMs: 2000, untilMs: 3000 },
])('leaves a replica that has refused out until $untilMs ms', ({ retryAfterMs, untilMs }) => {
  const replicas = played(2)
  answer(replicas, 0, [100])
  answer(replicas, 1, [200])
  replicas.end(1000, 0, { kind: 'rate-limited', retryAfterMs })
  expect(replicas.pick(untilMs - 1)).toBe(1)
  expect(replicas.pick(untilMs)).toBe(0)
})

it('learns no latency of a replica that it does not have, and chooses none of none', () => {
  const replicas = played(2)
  replicas.end(0, 7, { firstContentMs: 1 })
  expect(replicas.pick(0, {}, [0])).toBe(1)
  expect(replicas.pick(0, {}, [0.9])).toBe(0)
  expect(played(0).pick(0)).toBeUndefined()
})
