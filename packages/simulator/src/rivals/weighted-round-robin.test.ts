import { expect, it } from 'vitest'
import { play, type Played } from './test/play.ts'
import { SmoothWeights } from './weighted-round-robin.ts'

const played = (targets: Parameters<typeof play>[1]): Played<SmoothWeights> =>
  play((world) => new SmoothWeights(world), targets)
const picks = ({ pick }: Played<SmoothWeights>, now: number, count: number): string =>
  Array.from({ length: count }, () => pick(now) ?? '-').join('')

it.each([
  { targets: [{ weight: 5 }, { weight: 1 }, { weight: 1 }], order: '00102000010200' },
  { targets: [{}, {}, {}], order: '012012' },
  { targets: [{ limits: { requestsPerMinute: 2 } }, {}], order: '010010' },
  { targets: [{ limits: { requestsPerMinute: 2, known: true } }, {}], order: '010010' },
  { targets: [{ limits: { requestsPerMinute: 2, known: false } }, {}], order: '0101' },
  { targets: [{ weight: 1, limits: { requestsPerMinute: 9 } }, { limits: {} }], order: '0101' },
])('spreads $targets smoothly: $order', ({ targets, order }) => {
  expect(picks(played(targets), 0, order.length)).toBe(order)
})

it('tries each peer once', () => {
  const { policy, pick } = played(4)
  expect(policy.maxAttempts).toBe(4)
  expect(pick(0, { tried: [0, 2] })).toBe(1)
  expect(pick(0, { tried: [0, 1, 2] })).toBe(3)
  expect(pick(0, { tried: [0, 1, 2, 3] })).toBeUndefined()
})

it.each(['failed', 'timed-out', 'rate-limited'] as const)(
  'leaves a peer out for ten seconds after it has %s',
  (kind) => {
    const peers = played(2)
    peers.end(1000, 0, { kind, retryAfterMs: 60_000 })
    expect(picks(peers, 11_000, 3)).toBe('111')
    expect(picks(peers, 11_001, 6)).toBe('101010')
  },
)

it('lets a peer that returns have its weight one call after another', () => {
  const peers = played([{ weight: 3 }, { weight: 3 }])
  peers.end(0, 0, { kind: 'failed' })
  // Effective weights of the first: 0, 1, 2, and 3 from then on.
  expect(picks(peers, 10_001, 9)).toBe('110101010')
})

it('keeps peers that answer', () => {
  const peers = played(2)
  peers.end(0, 0)
  expect(picks(peers, 0, 4)).toBe('0101')
})

it('learns nothing of a peer that it does not have, and chooses none of none', () => {
  const peers = played(2)
  peers.end(0, 7, { kind: 'failed' })
  expect(picks(peers, 0, 4)).toBe('0101')
  expect(played(0).pick(0)).toBeUndefined()
})
