import { describe, expect, it } from 'vitest'
import { serve, type TestCall } from '../test/serve.ts'

const atOnce = (count: number): TestCall[] => Array.from({ length: count }, () => ({ atMs: 0 }))
const times = (ends: readonly { readonly endedAt: number }[]): number[] => ends.map(({ endedAt }) => endedAt)
const count = (ends: readonly { readonly end: string }[], wanted: string): number =>
  ends.filter(({ end }) => end === wanted).length

describe('a server with a rate', () => {
  const server = { capacity: { perSecond: 10 }, answerMs: 300 }

  it('gives one call after another its turn, and answers some time after the turn', async () => {
    expect(times(await serve({ server }, atOnce(3)))).toEqual([400, 500, 600])
  })

  it('refuses after 5 ms what would wait for more than a second', async () => {
    const ends = await serve({ server }, atOnce(15))
    expect(count(ends, 'answered')).toBe(11)
    expect(ends.slice(11).map(({ end, endedAt }) => [end, endedAt])).toEqual(Array(4).fill(['refused', 5]))
    expect(ends[14]?.error).toMatchObject({ kind: 'overloaded', status: 503 })
  })

  it('refuses as it is told to', async () => {
    const refusal = { status: 429, afterMs: 20, retryAfterMs: 2000 } as const
    const [, refused] = await serve({ server: { ...server, longestQueueMs: 0, refusal } }, [
      { atMs: 0 },
      { atMs: 1 },
    ])
    expect(refused).toMatchObject({ end: 'refused', endedAt: 21 })
    expect(refused?.error).toMatchObject({ kind: 'rate-limit', status: 429, retryAfterMs: 2000 })
  })

  it('refuses nothing with an endless queue', async () => {
    const ends = await serve({ server: { ...server, longestQueueMs: Infinity } }, atOnce(100))
    expect(count(ends, 'answered')).toBe(100)
    expect(ends.at(-1)?.endedAt).toBeCloseTo(10_300)
  })

  it('forgets a call whose caller gives up: the next one takes its turn', async () => {
    const calls = [{ atMs: 0, abortAfterMs: 50 }, { atMs: 0, abortAfterMs: 60 }, { atMs: 0 }]
    const ends = await serve({ server }, calls)
    expect(ends.map(({ end, endedAt }) => [end, endedAt])).toEqual([
      ['aborted', 50],
      ['aborted', 60],
      ['answered', 400],
    ])
    expect(ends[0]?.error).toBe('gave up')
  })

  it('goes on with the turn that runs when it becomes slower', async () => {
    const changes = [{ fromMs: 50, toMs: 1000, to: { capacity: { perSecond: 5 } } }]
    expect(times(await serve({ server, changes }, atOnce(2)))).toEqual([450, 650])
  })
})

describe('a server with places', () => {
  const server = { capacity: { places: 2 }, answerMs: 200 }

  it('works on so many calls at a time', async () => {
    expect(times(await serve({ server }, atOnce(5)))).toEqual([200, 200, 400, 400, 600])
  })

  it('gives the place of a caller who gives up to the next one', async () => {
    const ends = await serve({ server }, [{ atMs: 0, abortAfterMs: 50 }, { atMs: 0 }, { atMs: 0 }])
    expect(times(ends)).toEqual([50, 200, 250])
  })

  it('refuses what would wait for more than a second at its mean speed', async () => {
    const ends = await serve({ server }, atOnce(20))
    expect(count(ends, 'answered')).toBe(13)
    expect(count(ends, 'refused')).toBe(7)
  })

  it('takes no further calls when it has fewer places, until enough are over', async () => {
    const changes = [{ fromMs: 100, toMs: 5000, to: { capacity: { places: 1 } } }]
    expect(times(await serve({ server, changes }, atOnce(4)))).toEqual([200, 200, 400, 600])
  })
})

describe('a server that is down', () => {
  const server = { capacity: { perSecond: 10 }, answerMs: 300 }
  const during = (down: 'refused' | 'hanging' | { readonly status: 503; readonly afterMs: number }) => [
    { fromMs: 150, toMs: 1000, to: { down } },
  ]
  const calls = [{ atMs: 0 }, { atMs: 0 }, { atMs: 500 }, { atMs: 1500 }]

  it('refuses all calls that have not had their turn, and works again afterwards', async () => {
    const ends = await serve({ server, changes: during({ status: 503, afterMs: 0 }) }, calls)
    expect(ends.map(({ end, endedAt }) => [end, endedAt])).toEqual([
      ['answered', 400],
      ['refused', 150],
      ['refused', 500],
      ['answered', 1900],
    ])
  })

  it('refuses connections', async () => {
    const ends = await serve({ server, changes: during('refused') }, calls)
    expect(ends[2]).toMatchObject({ end: 'refused', endedAt: 500, error: { kind: 'network' } })
  })

  it('is silent: what arrives meanwhile is never answered, what waited before goes on afterwards', async () => {
    const hung = [{ atMs: 0 }, { atMs: 0 }, { atMs: 500, abortAfterMs: 2000 }, { atMs: 600 }, { atMs: 1500 }]
    const ends = await serve({ server, changes: during('hanging') }, hung)
    expect(ends.map(({ end, endedAt }) => [end, endedAt])).toEqual([
      ['answered', 400],
      ['answered', 1400],
      ['aborted', 2500],
      ['none', Infinity],
      ['answered', 1900],
    ])
  })
})

it('does not begin a call whose signal has aborted', async () => {
  const [end] = await serve({ server: { capacity: { perSecond: 10 } } }, [{ atMs: 5, abortAfterMs: 0 }])
  expect(end).toEqual({ startedAt: 5, endedAt: 5, end: 'aborted', error: 'gave up' })
})
