import { seededRandom } from '@llm-balancer/core'
import { expect, it } from 'vitest'
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
