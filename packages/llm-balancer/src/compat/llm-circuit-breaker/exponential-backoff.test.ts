import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { rejection } from '../../../test/scene.ts'
import { ExponentialBackoff } from './exponential-backoff.ts'

it('retries the usual statuses and failures without one, as often as maxRetries says', () => {
  const backoff = new ExponentialBackoff()
  const retried = [200, 400, 429, 500, 501, 502, 503, 504].filter((status) => backoff.shouldRetry(0, status))
  expect(retried).toEqual([429, 500, 502, 503, 504])
  expect([0, 1, 2, 3].map((attempt) => backoff.shouldRetry(attempt))).toEqual([true, true, true, false])
})

it('retries no status when the list is empty', () => {
  const backoff = new ExponentialBackoff({ retryOnStatusCodes: [] })
  expect([backoff.shouldRetry(0, 500), backoff.shouldRetry(0)]).toEqual([false, true])
})

it('doubles its waits up to maxDelay', () => {
  const backoff = new ExponentialBackoff({ initialDelay: 100, maxDelay: 500 })
  expect([0, 1, 2, 3, 4].map((attempt) => backoff.getDelay(attempt))).toEqual([100, 200, 400, 500, 500])
})

it('waits by its clock, until the signal aborts', async () => {
  const clock = createFakeClock()
  const backoff = new ExponentialBackoff({ initialDelay: 100 }, clock)
  let isOver = false
  const waiting = backoff.wait(1).then(() => (isOver = true))
  await clock.advance(199)
  expect(isOver).toBe(false)
  await clock.advance(1)
  await waiting
  const controller = new AbortController()
  const aborted = rejection(backoff.wait(0, controller.signal))
  controller.abort('enough')
  expect(await aborted).toBe('enough')
  expect(clock.pending).toBe(0)
})
