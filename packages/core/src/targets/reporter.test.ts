import { expect, it } from 'vitest'
import type { BalancerEvent } from '../contracts/events.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { Reporter } from './reporter.ts'

const scene = () => {
  const clock = createFakeClock(5)
  const reporter = new Reporter(clock)
  const events: BalancerEvent[] = []
  const end = reporter.on('*', (event) => {
    events.push(event)
  })
  return { clock, reporter, events, end }
}

it('code of the user that throws gives nothing, and is told of by its part', () => {
  const { reporter, events } = scene()
  const error = new Error('broken')
  expect(
    reporter.safely('meter', () => {
      throw error
    }),
  ).toBeUndefined()
  expect(reporter.safely('meter', () => 7)).toBe(7)
  expect(events).toEqual([{ type: 'listener-failed', at: 5, event: 'meter', error }])
})

it('a promise that code of the user gave by mistake is told of when it is rejected', async () => {
  const { clock, reporter, events } = scene()
  const late = Promise.reject(new Error('late'))
  expect(reporter.safely('classify', () => late)).toBe(late)
  expect(reporter.safely('classify', () => Promise.resolve(1))).toBeInstanceOf(Promise)
  await clock.settle()
  expect(events).toMatchObject([{ type: 'listener-failed', event: 'classify', error: { message: 'late' } }])
})

it('what shared tools report is told of in the same way', () => {
  const { reporter, events } = scene()
  const { report } = reporter
  report('budget', 'nonsense')
  expect(events).toEqual([{ type: 'listener-failed', at: 5, event: 'budget', error: 'nonsense' }])
})

it('an event has its type and time, and goes to those that still listen', () => {
  const { reporter, events, end } = scene()
  expect(reporter.hears('target-added')).toBe(true)
  reporter.emit('target-added', { targetId: 'a' })
  expect(events).toEqual([{ type: 'target-added', at: 5, targetId: 'a' }])
  end()
  expect(reporter.hears('target-added')).toBe(false)
  reporter.emit('target-added', { targetId: 'b' })
  reporter.on('target-added', (event) => {
    events.push(event)
  })
  reporter.close()
  reporter.emit('target-added', { targetId: 'c' })
  expect(events).toHaveLength(1)
})
