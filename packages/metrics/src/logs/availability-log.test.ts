import { expect, it } from 'vitest'
import { AvailabilityLog } from './availability-log.ts'

const quietMs = 1000

/** A log, and the blocks of one target: a reason, at a time, for so long. */
const scene = () => {
  const log = new AvailabilityLog(quietMs)
  return {
    log,
    blocked: (reason: string, at: number, forMs = Infinity) =>
      log.blocked('a', { reason, at, until: at + forMs }),
  }
}

it('says the first block, and that it has ended', () => {
  const { log, blocked } = scene()
  expect(log.available('a')).toBe(false)
  expect(blocked('cooling', 0)).toBe(0)
  expect(blocked('cooling', 5000)).toBeUndefined()
  expect(log.available('a')).toBe(true)
  expect(log.available('a')).toBe(false)
})

it('says nothing of a window that is full', () => {
  const { log, blocked } = scene()
  expect(blocked('window full', 0)).toBeUndefined()
  expect(log.available('a')).toBe(false)
})

it('says short blocks once per quiet time, and then how many went unsaid', () => {
  const { log, blocked } = scene()
  blocked('cooling', 0, 10)
  log.available('a')
  expect(blocked('cooling', 500, 10)).toBeUndefined()
  expect(log.available('a')).toBe(false)
  expect(blocked('circuit-open', 999)).toBeUndefined()
  expect(log.available('a')).toBe(false)
  expect(blocked('cooling', 1000, 10)).toBe(2)
  expect(log.available('a')).toBe(true)
  expect(blocked('cooling', 2000, 10)).toBe(0)
})

it('says a block that is as long as the quiet time, or has another reason, at once', () => {
  const { log, blocked } = scene()
  blocked('cooling', 0, 10)
  log.available('a')
  expect(blocked('cooling', 10, 999)).toBeUndefined()
  expect(blocked('cooling', 10, 1000)).toBe(1)
  expect(blocked('quarantined', 20, 1000)).toBe(0)
  expect(blocked('quarantined', 30, 1000)).toBeUndefined()
})

it('knows nothing of a target that was removed, and targets apart', () => {
  const { log, blocked } = scene()
  blocked('cooling', 0, 10)
  expect(log.blocked('b', { reason: 'cooling', at: 1, until: 2 })).toBe(0)
  log.forget('a')
  expect(log.available('a')).toBe(false)
  expect(blocked('cooling', 1, 10)).toBe(0)
})
