import { expect, it } from 'vitest'
import { leastRequest } from './envoy.ts'
import type { RoutingPolicy } from './router/routing-policy.ts'
import { play, type Played } from './test/play.ts'

const played = (targets: number): Played<RoutingPolicy> => play(leastRequest, targets)
const fail = ({ end }: Played<RoutingPolicy>, now: number, place: number, times = 5): void => {
  for (let time = 0; time < times; time += 1) end(now, place, { kind: 'failed' })
}
/** The places that are chosen at all. */
const open = ({ pick }: Played<RoutingPolicy>, now: number): number[] => {
  const draws = Array.from({ length: 12 }, (_, step) => step / 12)
  const picked = draws.flatMap((first) => draws.map((second) => pick(now, {}, [first, second]) ?? -1))
  return [...new Set(picked)].toSorted((a, b) => a - b)
}

it('takes the one with fewer requests under way of two', () => {
  const { policy, pick, inFlight } = played(3)
  expect(policy.maxAttempts).toBe(3)
  inFlight.splice(0, 3, 2, 1, 0)
  expect(pick(0, {}, [0, 0])).toBe(1)
  expect(pick(0, {}, [0, 0.9])).toBe(2)
  inFlight.splice(0, 3, 1, 1, 0)
  expect(pick(0, {}, [0, 0])).toBe(0)
  expect(pick(0, { tried: [0] }, [0, 0])).toBe(2)
})

it('ejects a host for 30 s after five failures in a row, and for 60 s the second time', () => {
  const hosts = played(4)
  fail(hosts, 1000, 2, 4)
  expect(open(hosts, 1000)).toContain(2)
  fail(hosts, 1000, 2, 1)
  expect(open(hosts, 30_999)).toEqual([0, 1, 3])
  expect(open(hosts, 31_000)).toEqual([0, 1, 2, 3])
  fail(hosts, 31_000, 2)
  expect(open(hosts, 90_999)).toEqual([0, 1, 3])
  expect(open(hosts, 91_000)).toEqual([0, 1, 2, 3])
})

it('ejects a tenth of the hosts at most, and one in any case', () => {
  const hosts = played(4)
  fail(hosts, 0, 0)
  fail(hosts, 0, 1)
  expect(open(hosts, 0)).toEqual([1, 2, 3])
  const many = played(20)
  for (const place of [0, 1, 2]) fail(many, 0, place)
  expect(many.pick(0, {}, [0, 0])).toBe(2)
})

it('asks all hosts when fewer than half are left', () => {
  const pair = played(2)
  fail(pair, 0, 0)
  expect(pair.pick(0)).toBe(1)
  const single = played(1)
  fail(single, 0, 0)
  expect(single.pick(0)).toBe(0)
})

it('neither ejects for a 429 nor takes it for an answer', () => {
  const hosts = played(2)
  for (let time = 0; time < 5; time += 1) hosts.end(0, 0, { kind: 'rate-limited', retryAfterMs: 60_000 })
  expect(hosts.pick(0)).toBe(0)
  fail(hosts, 0, 0, 4)
  hosts.end(0, 0, { kind: 'rate-limited' })
  fail(hosts, 0, 0, 1)
  expect(hosts.pick(0)).toBe(1)
})

it.each([
  { attempts: 1, longestMs: 25 },
  { attempts: 2, longestMs: 75 },
  { attempts: 3, longestMs: 175 },
  { attempts: 4, longestMs: 250 },
])('waits up to $longestMs ms after $attempts attempts', ({ attempts, longestMs }) => {
  const { backoffMs } = played(2)
  expect(backoffMs(0, { kind: 'failed' }, { attempts }, 1)).toBe(longestMs)
  expect(backoffMs(0, { kind: 'failed' }, { attempts }, 0.2)).toBeCloseTo(0.2 * longestMs, 9)
})

it('chooses none of none', () => {
  expect(played(0).pick(0)).toBeUndefined()
})
