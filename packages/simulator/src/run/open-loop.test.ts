import { seededRandom } from '@llm-balancer/core'
import { expect, it, vi } from 'vitest'
import { scenarioOf } from '../test/scenario-of.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { arrivalsOf } from './arrivals-of.ts'
import { OpenLoop } from './open-loop.ts'

const waves = [{ name: 'callers', arrivals: { fromMs: 5, calls: 3, times: 2, everyMs: 10 } }]
const arrivals = arrivalsOf(scenarioOf({ traffic: waves }), seededRandom(1))

it('calls for all who arrive at the same time before any of them has got an answer', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const loop = new OpenLoop({
    clock,
    arrivals,
    call: async () => {
      seen.push(`call ${clock.elapsedMs}`)
      await Promise.resolve()
      seen.push(`answer ${clock.elapsedMs}`)
    },
  })
  await clock.advance(100)
  const wave = (at: number): string[] => [
    ...Array<string>(3).fill(`call ${at}`),
    ...Array<string>(3).fill(`answer ${at}`),
  ]
  expect(seen).toEqual([...wave(5), ...wave(15)])
  expect(loop.isDone).toBe(true)
})

it('does not wait for answers, and is done when every run has ended', async () => {
  const clock = new VirtualClock()
  const loop = new OpenLoop({
    clock,
    arrivals,
    call: () =>
      new Promise((_, reject) =>
        clock.schedule(() => {
          reject(new Error('slow'))
        }, 1000),
      ),
  })
  await clock.advance(500)
  expect(loop.runs).toHaveLength(6)
  expect(loop.isDone).toBe(false)
  await clock.advance(2000)
  expect(loop.isDone).toBe(true)
  expect(loop.runs[0]).toEqual({
    traffic: 'callers',
    arrivedAt: 5,
    firstContentAt: Infinity,
    endedAt: 1005,
    end: 'failed',
    reason: 'Error',
  })
})

it('catches up when its clock fires too late', () => {
  const timers: (() => void)[] = []
  let now = 0
  const clock = {
    now: () => now,
    schedule: (callback: () => void) => {
      timers.push(callback)
      return () => {}
    },
  }
  const loop = new OpenLoop({ clock, arrivals, call: () => Promise.resolve() })
  now = 1000
  timers[0]?.()
  expect(loop.runs.map(({ arrivedAt }) => arrivedAt)).toEqual([5, 5, 5, 15, 15, 15])
  expect(timers).toHaveLength(1)
})

const one = arrivalsOf(
  scenarioOf({ traffic: [{ name: 'callers', arrivals: { fromMs: 5, calls: 1 } }] }),
  seededRandom(1),
)

it.each<[what: string, error: unknown, reason: string]>([
  [
    'the code of an error',
    Object.assign(new Error('late'), { code: 'deadline-exceeded' }),
    'deadline-exceeded',
  ],
  [
    'the name of an error whose code is no word',
    Object.assign(new TypeError('bad'), { code: 5 }),
    'TypeError',
  ],
  ['the name of an error without a code', new RangeError('far'), 'RangeError'],
  ['the type of what is no error', 'gave up', 'string'],
  ['the type of an object that is no error', { code: 'refused' }, 'object'],
])('takes for the reason of a failure %s', async (_what, error, reason) => {
  const clock = new VirtualClock()
  const loop = new OpenLoop({
    clock,
    arrivals: one,
    call: vi.fn<() => Promise<never>>().mockRejectedValue(error),
  })
  await clock.advance(10)
  expect(loop.runs).toMatchObject([{ end: 'failed', reason, firstContentAt: Infinity, endedAt: 5 }])
})

it('counts times from when it is made; of several contents the first one counts', async () => {
  const clock = new VirtualClock()
  clock.schedule(() => {}, 100)
  await clock.advance(100)
  const loop = new OpenLoop({
    clock,
    arrivals: one,
    call: (_, onFirstContent) =>
      new Promise((resolve) => {
        for (const delayMs of [20, 30]) clock.schedule(onFirstContent, delayMs)
        clock.schedule(() => {
          resolve('done')
        }, 40)
      }),
  })
  await clock.advance(200)
  expect(loop.runs).toEqual([
    { traffic: 'callers', arrivedAt: 5, firstContentAt: 25, endedAt: 45, end: 'served' },
  ])
})

it('takes the end of an answer for its first content where nothing came before', async () => {
  const clock = new VirtualClock()
  const loop = new OpenLoop({
    clock,
    arrivals: one,
    call: () =>
      new Promise((resolve) => {
        clock.schedule(() => {
          resolve('done')
        }, 40)
      }),
  })
  await clock.advance(100)
  expect(loop.runs).toMatchObject([{ firstContentAt: 45, endedAt: 45 }])
})

it('is done at once when there are no calls, and sets no timer', () => {
  const clock = new VirtualClock()
  expect(new OpenLoop({ clock, arrivals: [], call: () => Promise.resolve() }).isDone).toBe(true)
  expect(clock.pending).toBe(0)
})

it('is not done between two waves, although no call is waiting', async () => {
  const clock = new VirtualClock()
  const loop = new OpenLoop({ clock, arrivals, call: () => Promise.resolve() })
  await clock.advance(14)
  expect(loop.runs).toHaveLength(3)
  expect(loop.isDone).toBe(false)
})

it('waits for the next caller from now on', () => {
  let now = 0
  const delays: number[] = []
  const timers: (() => void)[] = []
  const clock = {
    now: () => now,
    schedule: (callback: () => void, delayMs: number) => {
      timers.push(callback)
      delays.push(delayMs)
      return () => {}
    },
  }
  const loop = new OpenLoop({ clock, arrivals, call: () => Promise.resolve() })
  now = 7
  timers.shift()?.()
  expect(loop.runs).toHaveLength(3)
  expect(delays).toEqual([5, 8])
})
