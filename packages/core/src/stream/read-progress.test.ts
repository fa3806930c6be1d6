import { expect, it, vi } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { ReadProgress } from './read-progress.ts'

it('a caller that has not asked for anything yet is expected to read', async () => {
  const clock = createFakeClock()
  const onUnread = vi.fn()
  const progress = new ReadProgress<string>(clock, onUnread)
  progress.give(['a'])
  progress.watch(1000)
  await clock.advance(999)
  expect(onUnread).not.toHaveBeenCalled()
  await clock.advance(1)
  expect(onUnread).toHaveBeenCalledOnce()
  expect(clock.pending).toBe(0)
})
