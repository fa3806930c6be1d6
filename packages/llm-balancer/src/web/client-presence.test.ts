import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it, vi } from 'vitest'
import { ClientPresence } from './client-presence.ts'

it.each(['leave', 'stopWatching'] as const)('after %s no timer and no listener is left', (end) => {
  const clock = createFakeClock()
  const request = new AbortController().signal
  const removed = vi.spyOn(request, 'removeEventListener')
  const presence = new ClientPresence({ request, stalledMs: 1000, clock })
  presence.waitForReading()
  expect(clock.pending).toBe(1)
  presence[end]()
  expect(clock.pending).toBe(0)
  expect(removed).toHaveBeenCalledOnce()
  expect(presence.signal.aborted).toBe(end === 'leave')
})

it('a signal that cannot be left keeps no timer', () => {
  const clock = createFakeClock()
  const request = Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })
  const presence = new ClientPresence({ request, stalledMs: 1000, clock })
  presence.waitForReading()
  presence.stopWatching()
  expect(clock.pending).toBe(0)
})
