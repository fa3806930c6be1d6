import { expect, it } from 'vitest'
import { fakeTarget } from '../../testing/fake-target.ts'
import { PromptCaches } from './prompt-caches.ts'

const target = fakeTarget({ id: 'a' })

it('knows where a conversation was answered last, for nearly five minutes', () => {
  const caches = new PromptCaches()
  const answer = { target, tokens: 900, at: 1000 }
  caches.remember('talk', { target: fakeTarget({ id: 'b' }), tokens: 500, at: 0 })
  caches.remember('talk', answer)
  expect(caches.holderOf('talk', 1000 + 289_999)).toBe(answer)
  expect(caches.holderOf('talk', 1000 + 290_000)).toBeUndefined()
  expect(caches.holderOf('other', 1000)).toBeUndefined()
  expect(caches.holderOf(undefined, 1000)).toBeUndefined()
})

it('holds on to no target that has left', () => {
  const caches = new PromptCaches()
  const other = { target: fakeTarget({ id: 'b' }), tokens: 1, at: 0 }
  caches.remember('talk', { target, tokens: 1, at: 0 })
  caches.remember('other', other)
  caches.forget(target)
  expect(['talk', 'other'].map((key) => caches.holderOf(key, 0))).toEqual([undefined, other])
})

it('forgets the conversation that was answered longest ago when there are too many', () => {
  const caches = new PromptCaches()
  const answer = { target, tokens: 1, at: 0 }
  for (let talk = 0; talk < 50_000; talk += 1) caches.remember(String(talk), answer)
  caches.remember('0', answer)
  caches.remember('one more', answer)
  expect(caches.holderOf('1', 0)).toBeUndefined()
  expect(['0', '2', 'one more'].map((key) => caches.holderOf(key, 0))).toEqual([answer, answer, answer])
})
